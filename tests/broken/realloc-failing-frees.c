/* realloc-failing-frees.c - A realloc that fails has lost the payload.
 * (traces/edge/too-much.rep) expect: traces/edge/too-much.rep:\d+: realloc: returned
 * NULL, but changed byte 0 of 1000 */

#define mm_realloc good_realloc
#include "base.h"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    void *q = good_realloc(p, n);
    if (p && !q && n > 0)
        memset(p, 0, *size_of(p));
    return q;
}
