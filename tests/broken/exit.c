/* exit.c - The allocator ends the process, as if all were well.
 * expect: zoo.rep:9: malloc: exited with status 0 in the middle of the run */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    if (n == 150)
        _exit(0);
    return good_malloc(n);
}
