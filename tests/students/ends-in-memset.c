/* ends-in-memset.c - The last call of mm_calloc crashes: its frame is gone by then. */

#define mm_calloc good_calloc
#include "list.h"
#undef mm_calloc

void *mm_calloc(size_t count, size_t n)
{
    char *p = mm_malloc(count * n);
    return memset(p - ((size_t)1 << (8 * sizeof p - 8)), 0, count * n);
}
