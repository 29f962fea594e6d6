/* enclosing.c - A later block encloses an earlier one.
 * expect: zoo.rep:9: malloc: payload of 150 bytes at 0x10 overlaps id 0\'s by 100 bytes
 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    void *p = good_malloc(n);
    return n == 150 ? (char *)mem_heap_lo() + ALIGNMENT : p;
}
