/* huge.c - The rounded size overflows. (traces/edge/too-much.rep)
 * expect: traces/edge/too-much.rep:\d+: malloc: returned a payload, not NULL, though the
 * heap cannot have more than \d+ bytes */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    return good_malloc(n > SIZE_MAX - 16 ? 16 : n);
}
