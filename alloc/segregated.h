/*
 * segregated.h - Segregated fits: a list of free blocks for each class of sizes.
 *
 * A file that includes this one says what makes it an allocator:
 *
 *    CLASSES, CLASS    how many classes there are, and a size's (classes.h)
 *    ORDER             the order of each list (freelist.h)
 *    FIT               which block of a list a request gets (freelist.h)
 *
 * A request gets a block of its own class, or of the next that has one that fits.
 * The heads of the lists stand at the start of the heap.
 */

#include "classes.h"
#include "freelist.h"
#include "memlib.h"

#define RECORDS ((CLASSES * sizeof(struct block) + FLAGS) & ~(size_t)FLAGS)

static struct block *list_of(int class)
{
    return (struct block *)mem_heap_lo() + class;
}

static void init_free(void)
{
    for (int i = 0; i < CLASSES; i++)
        list_init(list_of(i));
}

static void insert_free(struct block *b)
{
    ORDER(list_of(CLASS(block_size(b))), b);
}

static void remove_free(struct block *b)
{
    list_remove(b);
}

static struct block *find_fit(size_t size)
{
    for (int i = CLASS(size); i < CLASSES; i++) {
        struct block *b = FIT(list_of(i), size);
        if (b)
            return b;
    }
    return NULL;
}

/* Are all blocks of the list of this class? */
static bool in_class(int class)
{
    for (struct block *b = list_of(class)->next; b != list_of(class); b = b->next)
        if (CLASS(block_size(b)) != class)
            return false;
    return true;
}

static long count_free(void)
{
    long total = 0;

    for (int i = 0; i < CLASSES; i++) {
        long count = list_count(list_of(i));
        if (count < 0 || !in_class(i))
            return -1;
        total += count;
    }
    return total;
}

#include "core.h"
