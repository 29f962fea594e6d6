/* ends-outside.c - The heap was extended by too little.
 * expect: zoo.rep:5: malloc: payload of 100 bytes ends outside the heap, 84 bytes past it
 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    good_malloc(n);
    return (char *)mem_heap_hi() + 1 - ALIGNMENT;
}
