/* shrinks-heap.c - Freeing hands memory back with a negative increment.
 * expect: zoo.rep:8: free: crashed \(segmentation fault\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    if (p)
        *(volatile char *)mem_sbrk(-(intptr_t)*size_of(p)) = 0;
}
