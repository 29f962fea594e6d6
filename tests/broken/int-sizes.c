/* int-sizes.c - A size is kept in 32 bits. (traces/edge/64-bit/int-sizes.rep)
 * expect: traces/edge/64-bit/int-sizes.rep:\d+: malloc: returned a payload, not NULL,
 * though the heap cannot have more than \d+ bytes\n.*\n +in an int, which has 4 bytes,
 * that size is \d+ */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    return good_malloc((uint32_t)n);
}
