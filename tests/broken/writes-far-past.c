/* writes-far-past.c - A word that an epilogue of a larger heap would be.
 * expect: zoo.rep:5: malloc: crashed \(segmentation fault\)\n.*\n +the address is 5000
 * bytes past the break */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    char *p = good_malloc(n);

    ((volatile char *)mem_heap_hi() + 1)[5000] = 0;
    return p;
}
