/* unmaps.c - The heap is no memory any more.
 * expect: zoo.rep:9: malloc: crashed \(segmentation fault\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

#include <sys/mman.h>

void mm_free(void *p)
{
    if (p)
        munmap(mem_heap_lo(), 1 << 20);
}
