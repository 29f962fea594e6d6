/*
 * explicit.h - One list of all free blocks.
 *
 * A file that includes this one says what makes it an allocator:
 *
 *    ORDER    where in the list a block goes (an order of freelist.h)
 *    FIT      which block of the list a request gets (a fit of freelist.h)
 */

#include "alloc/freelist.h"

static struct block list;

static void init_free(void)
{
    list_init(&list);
}

static void insert_free(struct block *b)
{
    ORDER(&list, b);
}

static void remove_free(struct block *b)
{
    list_remove(b);
}

static struct block *find_fit(size_t size)
{
    return FIT(&list, size);
}

static long count_free(void)
{
    return list_count(&list);
}

#include "alloc/core.h"
