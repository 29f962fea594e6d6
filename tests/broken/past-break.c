/* past-break.c - A word is written past the break.
 * expect: zoo.rep:\d+: \w+: memory past the break was written, 0 bytes past it
 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    char *p = good_malloc(n);
    if (p)
        ((char *)mem_heap_hi())[1] = 0;
    return p;
}
