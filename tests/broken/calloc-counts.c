/* calloc-counts.c - Calloc clears and allocates count bytes, whatever the size.
 * (traces/edge/calloc.rep)
 * expect: traces/edge/calloc.rep:\d+: calloc: .* */

#define mm_calloc good_calloc
#include "base.h"
#undef mm_calloc

void *mm_calloc(size_t count, size_t n)
{
    if (n == 0 || count > SIZE_MAX / n)
        return NULL;
    return good_calloc(1, n == 1 ? count : n);
}
