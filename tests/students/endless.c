/* endless.c - The search goes round in a circle, and never gives up. */

#define mm_malloc good_malloc
#include "list.h"
#undef mm_malloc

static volatile int rounds;

static void search(struct block *from)
{
    for (struct block *b = from; b->size > 0;) {
        rounds++;
        b = from;
    }
}

void *mm_malloc(size_t n)
{
    if (mem_heapsize() > 0)
        search(mem_heap_lo());
    return good_malloc(n);
}
