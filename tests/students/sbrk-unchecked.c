/* sbrk-unchecked.c - Takes what mem_sbrk returns for a block, also when it has failed. */

#define mm_malloc good_malloc
#include "list.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    n = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *b = mem_sbrk((intptr_t)(sizeof *b + n));
    b->used = 1;
    b->size = n;
    return b + 1;
}
