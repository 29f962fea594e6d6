/* deep-stack.c - No block has a header: the sizes are in the stack, six megabytes below,
 * where no measure of the heap counts them. */

#define mm_init good_init
#define mm_malloc good_malloc
#define mm_calloc good_calloc
#define mm_realloc good_realloc
#include "tests/broken/base.h"
#undef mm_init
#undef mm_malloc
#undef mm_calloc
#undef mm_realloc

enum { DEPTH = 6 << 20 };

static char *table;

int mm_init(void)
{
    table = (char *)(((uintptr_t)__builtin_frame_address(0) - DEPTH) & ~(uintptr_t)7);
    return good_init();
}

/* The size of the payload at p, in granules. */
static uint32_t *units_of(char *p)
{
    return (uint32_t *)table + (p - (char *)mem_heap_lo()) / ALIGNMENT;
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    char *p = mem_sbrk((intptr_t)round_up(n));
    if (p == (void *)-1)
        return NULL;
    *units_of(p) = (uint32_t)(round_up(n) / ALIGNMENT);
    return p;
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    size_t old = p ? *units_of(p) * ALIGNMENT : 0;

    if (p && q)
        memcpy(q, p, old < n ? old : n);
    return q;
}

void *mm_calloc(size_t count, size_t n)
{
    if (n && count > SIZE_MAX / n)
        return NULL;
    void *p = mm_malloc(count * n);
    return p ? memset(p, 0, count * n) : NULL;
}
