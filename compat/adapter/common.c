/*
 * common.c - What every submission to another handout lacks.
 */

#include "config.h"
#include "memlib.h"
#include "mm.h"

#include <stdint.h>
#include <string.h>

/* Tells the driver not to ask for more than that handout did. */
extern const char mm_contract[];
const char mm_contract[] = CONTRACT;

/* And what its payloads are aligned to. */
extern const size_t mm_alignment;
const size_t mm_alignment = CONTRACT_ALIGNMENT;

/* And how large the heap can become. */
extern const size_t mm_heap_limit;
const size_t mm_heap_limit = (size_t)CONTRACT_HEAP << 20;

__attribute__((weak)) void *submission_realloc(void *p, size_t n);

#ifdef NO_REALLOC
static const bool asks_for_realloc = false;
#else
static const bool asks_for_realloc = true;
#endif

/* Where the handout asks for no mm_realloc. The old size is not known, so what follows the
 * old payload is copied too, up to the heap's end. */
static void *realloc_by_malloc(void *p, size_t n)
{
    void *q = n ? mm_malloc(n) : NULL;

    if (q) {
        size_t room = (size_t)((char *)mem_heap_hi() + 1 - (char *)p);
        memmove(q, p, n < room ? n : room);
    }
    if (q || n == 0)
        mm_free(p);
    return q;
}

/* No other handout's trace has a realloc of NULL: the one that they start from crashes. */
void *mm_realloc(void *p, size_t n)
{
    if (!p)
        return mm_malloc(n);
    return asks_for_realloc && submission_realloc ? submission_realloc(p, n)
                                                  : realloc_by_malloc(p, n);
}

/* No other handout's driver calls calloc: many leave theirs unwritten. */
void *mm_calloc(size_t count, size_t n)
{
    if (n && count > SIZE_MAX / n)
        return NULL;
    void *p = mm_malloc(count * n);
    return p ? memset(p, 0, count * n) : NULL;
}

/* Some call these in mm_init, where the driver has just emptied the heap. */
#pragma weak mem_init
#pragma weak mem_deinit
#pragma weak mem_reset_brk

void mem_init(void)
{
}

void mem_deinit(void)
{
}

void mem_reset_brk(void)
{
}

/* Mdriver's own, which some look at. */
extern int verbose;
__attribute__((weak)) int verbose;
