/* same-twice.c - Always the same payload.
 * expect: zoo.rep:6: malloc: payload of 200 bytes at 0x0 overlaps id 0\'s by 100 bytes */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    if (mem_heapsize() == 0 || n > mem_heapsize())
        mem_sbrk(n < SIZE_MAX / 4 ? (intptr_t)round_up(4 * n) : 0);
    return mem_heap_lo();
}
