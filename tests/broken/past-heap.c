/* past-heap.c - A payload past the break.
 * expect: zoo.rep:5: malloc: payload at 0x\w+ lies outside the heap, 64 bytes past its
 * end */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    good_malloc(n);
    return (char *)mem_heap_hi() + 65;
}
