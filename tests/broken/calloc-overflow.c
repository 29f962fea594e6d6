/* calloc-overflow.c - Calloc multiplies without a thought. (traces/edge/calloc.rep)
 * expect: traces/edge/calloc.rep:\d+: calloc: returned a payload, not NULL, though
 * .+ \* .+ overflows: in a size_t that is \d+ */

#define mm_calloc good_calloc
#include "base.h"
#undef mm_calloc

void *mm_calloc(size_t count, size_t n)
{
    void *p = mm_malloc(count == SIZE_MAX / 2 ? 16 : count * n);
    return p && count < SIZE_MAX / 2 ? memset(p, 0, count * n) : p;
}
