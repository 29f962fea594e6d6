/* unset-head.c - The head of the free list lies in the heap, and mm_init does not set it.
 */

#define mm_init good_init
#define mm_free good_free
#include "list.h"
#undef mm_init
#undef mm_free

static struct block **head;

int mm_init(void)
{
    struct block *b = mem_sbrk(sizeof *b + ALIGNMENT);

    if (b == (void *)-1)
        return -1;
    b->size = ALIGNMENT;
    b->used = 1;
    head = (struct block **)(b + 1);
    return 0;
}

void mm_free(void *p)
{
    if (*head)
        (*head)->used = 0;
    good_free(p);
}
