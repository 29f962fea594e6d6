/* takes-all.c - All the memory there is, and then none is left.
 * expect: zoo.rep:5: malloc: returned NULL for 100 bytes; the heap has 1073741824 of a
 * possible 1073741824 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    while (mem_sbrk(1 << 20) != (void *)-1)
        ;
    return good_malloc(n);
}
