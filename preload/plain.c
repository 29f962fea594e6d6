/*
 * plain.c - The allocator as the program's server.
 *
 * What mm.h calls optional, and what a submission may lack, is made of what there is.
 */

#include "server.h"

#include "config.h"
#include "mm.h"
#include "shifted.h"
#include "zeros.h"

#pragma weak mm_calloc
#pragma weak mm_memalign
#pragma weak mm_usable_size

static void *cleared_malloc(size_t count, size_t n)
{
    void *p = mm_malloc(count * n);
    return p ? zeros(p, count * n) : NULL;
}

static void *calloc_or_cleared(size_t count, size_t n)
{
    return count * n < LARGE ? mm_calloc(count, n) : cleared_malloc(count, n);
}

static void *memalign_or_malloc(size_t alignment, size_t n)
{
    return alignment <= ALIGNMENT ? mm_malloc(n) : mm_memalign(alignment, n);
}

static struct server server = {.malloc = mm_malloc,
                               .free = mm_free,
                               .realloc = mm_realloc,
                               .calloc = calloc_or_cleared,
                               .memalign = memalign_or_malloc,
                               .usable_size = mm_usable_size};

const struct server *plain_start(void)
{
    if (mm_init() != 0)
        return NULL;
    if (!mm_calloc)
        server.calloc = cleared_malloc;
    if (!mm_memalign) {
        server.free = shifted_free;
        server.realloc = shifted_realloc;
        server.memalign = shifted_memalign;
        server.usable_size = mm_usable_size ? shifted_usable_size : NULL;
    }
    return &server;
}
