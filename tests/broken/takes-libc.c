/* takes-libc.c - The memory is libc's.
 * expect: zoo.rep:5: malloc: payload at 0x\w+ lies outside the heap, in memory that
 * mem_sbrk has not given */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    return malloc(n);
}
