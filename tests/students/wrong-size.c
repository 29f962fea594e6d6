/* wrong-size.c - A checker that walks the heap, and a free that spoils the size. */

#define mm_free good_free
#define mm_checkheap good_checkheap
#include "list.h"
#undef mm_free
#undef mm_checkheap

void mm_free(void *p)
{
    good_free(p);
    if (p)
        block_of(p)->size += 1 << 20;
}

bool mm_checkheap(int line)
{
    struct block *end = (struct block *)((char *)mem_heap_lo() + mem_heapsize());
    struct block *b = mem_heap_lo();

    while (b->size && b != end)
        b = next_of(b);
    return line >= 0;
}
