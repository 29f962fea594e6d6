/* sbrk-unchecked.c - Takes what mem_sbrk returns for a block, also when it has failed
 * (--thorough). expect: zoo.rep:5: a failing mem_sbrk: malloc: crashed \(segmentation
 * fault\) */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    char *p = mem_sbrk((intptr_t)(ALIGNMENT + round_up(n)));
    *size_of(p + ALIGNMENT) = n;
    return p + ALIGNMENT;
}
