/* resets-heap.c - The heap is emptied behind the driver's back.
 * expect: zoo.rep: cannot be loaded: \S+: undefined symbol: mem_reset_brk */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    mem_reset_brk();
    return good_malloc(n);
}
