/* takes-all.c - All the memory there is, and then none is left.
 * expect: zoo.rep:5: malloc: returned NULL for 100 bytes; the heap has 1073741824 of a
 * possible 1073741824 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    for (size_t step = 1 << 30; step > 0; step /= 2)
        while (mem_sbrk((intptr_t)step) != (void *)-1)
            ;
    return good_malloc(n);
}
