/* overlap-by-one.c - Sizes of a granule and one byte are rounded down.
 * expect: zoo.rep:9: malloc: payload of 150 bytes at 0x\w+ overlaps id 2\'s by 1 bytes */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    static char *end;
    char *p = mem_heap_lo();
    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    if (mem_heapsize() == 0)
        end = p = mem_sbrk(1 << 16);
    p = end;
    end += (n + ALIGNMENT - 2) / ALIGNMENT * ALIGNMENT;
    return p;
}
