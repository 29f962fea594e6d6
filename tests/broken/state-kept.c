/* state-kept.c - A counter that mm_init does not reset.
 * expect: zoo.rep:5: second replay: malloc: returned 0x\w+ bytes into the heap, but 0x\w+
 * bytes into the heap when the trace was replayed first: state has outlived mm_init, or
 * memory was read that never was written
 */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    static int calls;
    if (calls++ == 5)
        mem_sbrk(ALIGNMENT);
    return good_malloc(n);
}
