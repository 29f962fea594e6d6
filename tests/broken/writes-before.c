/* writes-before.c - A word before the heap, as a footer of no block would be.
 * expect: zoo.rep:5: malloc: crashed \(segmentation fault\)\n.*\n +the address is 8 bytes
 * before the heap */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    ((volatile size_t *)mem_heap_lo())[-1] = n;
    return good_malloc(n);
}
