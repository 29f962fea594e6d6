/* realloc-leaks.c - The old block is never released by realloc.
 * expect: zoo.rep: edge cases: mm_realloc does not release the old block: while two
 * blocks of 100 to 900 bytes change their sizes \d+ times, the heap grows by \d+ bytes */

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
