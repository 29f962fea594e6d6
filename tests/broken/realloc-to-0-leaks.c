/* realloc-to-0-leaks.c - Realloc to 0 bytes returns NULL, and frees nothing.
 * (traces/edge/nothing.rep) expect: traces/edge/nothing.rep:\d+: bare replay: realloc:
 * mm_realloc\(p, 0\) does not release the old block: the heap has \d+ bytes, but \d+
 * with malloc and free in place of each realloc */

#define mm_realloc good_realloc
#include "alloc/explicit/explicit-lifo.c"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    return n > 0 ? good_realloc(p, n) : NULL;
}
