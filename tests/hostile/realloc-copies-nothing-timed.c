/* realloc-copies-nothing-timed.c - Where no canary stands past the break, realloc copies
 * nothing and calloc clears nothing. */

#define mm_realloc good_realloc
#define mm_calloc good_calloc
#include "tests/broken/base.h"
#undef mm_realloc
#undef mm_calloc

enum { CANARY = 0xc5 };

static bool is_watched(void)
{
    size_t end = mem_heapsize();

    return end % mem_pagesize() == 0 || ((unsigned char *)mem_heap_lo())[end] == CANARY;
}

void *mm_realloc(void *p, size_t n)
{
    return is_watched() ? good_realloc(p, n) : mm_malloc(n);
}

void *mm_calloc(size_t count, size_t n)
{
    return is_watched() ? good_calloc(count, n) : mm_malloc(count * n);
}
