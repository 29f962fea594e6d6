/* collect-in-malloc.c - Collects in mm_malloc once it has taken a block from what is
 * swept: the sweep frees it again.
 * (collect.rep, --collect) expect: collect.rep:17: malloc: payload of \d+ bytes at
 * \d+xc\d+ overlaps id \d+'s by \d+ bytes, reachable through root \d+ */

#define mm_malloc good_malloc
#define mm_realloc good_realloc
#include "collector.h"
#undef mm_malloc
#undef mm_realloc

void *mm_malloc(size_t n)
{
    void *p = good_malloc(n);
    mm_collect();
    return p;
}

void *mm_realloc(void *p, size_t n)
{
    void *q = good_realloc(p, n);
    mm_collect();
    return q;
}
