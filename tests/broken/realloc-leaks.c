/* realloc-leaks.c - The old block is never released by realloc.
 * (traces/edge/realloc-leak.rep) expect: traces/edge/realloc-leak.rep:\d+: bare replay:
 * realloc: mm_realloc does not release the old block: the heap has \d+ bytes, but \d+
 * with malloc and free in place of each realloc */

#define mm_realloc good_realloc
#include "alloc/explicit/explicit-lifo.c"
#undef mm_realloc

#include <string.h>

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    if (p && q) {
        size_t old = mm_usable_size(p);
        memcpy(q, p, old < n ? old : n);
    }
    return q;
}
