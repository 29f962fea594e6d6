/* loses-memory.c - Each block takes a quarter of the heap.
 * expect: zoo.rep:\d+: malloc: returned NULL for \d+ bytes; the heap has \d+ of a
 * possible 1073741824\n.*\n +all payloads in use have \d+ bytes: the other memory is
 * lost, too small, or was not found */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    return mem_sbrk(1 << 28) == (void *)-1 ? NULL : good_malloc(n);
}
