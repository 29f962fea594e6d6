/* memalign-half.c - mm_memalign gives half of the alignment. (traces/edge/memalign.rep)
 * expect: traces/edge/memalign.rep:\d+: memalign: payload 0x\w+ bytes into the heap is
 * not aligned to \d+ bytes */

#include "base.h"

void *mm_memalign(size_t alignment, size_t n)
{
    uintptr_t p = (uintptr_t)mm_malloc(n + 2 * alignment);

    p = (p + alignment - 1) / alignment * alignment;
    return (void *)(alignment > ALIGNMENT ? p + alignment / 2 : p);
}
