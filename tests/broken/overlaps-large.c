/* overlaps-large.c - Two blocks of 3000 bytes share all but the first few (large.rep).
 * expect: large.rep:6: malloc: payload of 3000 bytes at 0x40 overlaps id 0's by 2936
 * bytes
 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    static size_t calls;
    char *p = good_malloc(n);

    if (mem_heapsize() < 4096)
        calls = 0;
    return p ? (char *)mem_heap_lo() + 64 * calls++ : NULL;
}
