/* realloc-of-null.c - Realloc of NULL crashes. (traces/edge/nothing.rep) expect:
 * traces/edge/nothing.rep:\d+: realloc: crashed \(segmentation fault\) */

#define mm_realloc good_realloc
#include "base.h"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    *(volatile char *)p;
    return good_realloc(p, n);
}
