/* malloc-zero.c - A request of 0 bytes aborts. (traces/edge/nothing.rep) expect:
 * traces/edge/nothing.rep:\d+: malloc: crashed \(abort\) */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    if (n == 0)
        abort();
    return good_malloc(n);
}
