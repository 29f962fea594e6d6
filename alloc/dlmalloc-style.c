/*
 * dlmalloc-style.c - Doug Lea's binning: exact lists, a tree, a designated victim, the
 * top.
 *
 *    exact lists    free blocks below SMALL granules, one list for each size
 *    tree           larger ones, by size
 *    victim         what was left when a block was last split for a small request
 *    top            the free block that ends the heap, taken when nothing else will do
 *
 * A small request gets a block of just its size, or else a piece of the victim: small
 * blocks that are asked for one after the other lie side by side. Only if the victim is
 * too small is another block split, the best that fits, and its rest is the next victim.
 * A large request gets the best fit of all, the victim among them. (Lea's tree is a trie
 * by the bits of the size.)
 *
 * Source: Lea, A memory allocator (1996), and the comments of his malloc 2.8.
 */

#include "alloc/tree/tree.h"
#include "freelist.h"
#include "memlib.h"

enum { SMALL = 32 };

struct records {
    uint32_t occupied; /* a bit for each list: does it have a block? */
    struct block lists[SMALL];
};

#define RECORDS sizeof(struct records)

static struct block *victim, *top;

/* The free block that has this byte is to be the victim. */
static char *heir;

static struct records *records(void)
{
    return mem_heap_lo();
}

static bool is_small(size_t size)
{
    return size / ALIGNMENT < SMALL;
}

static struct block *list_of(size_t granules)
{
    return &records()->lists[granules];
}

static char *last_byte(struct block *b)
{
    return (char *)block_next(b) - 1;
}

static bool ends_heap(struct block *b)
{
    return block_size(block_next(b)) == 0;
}

static void init_free(void)
{
    records()->occupied = 0;
    for (size_t i = 0; i < SMALL; i++)
        list_init(list_of(i));
    victim = top = root = NULL;
    heir = NULL;
}

static void put_into_bin(struct block *b)
{
    size_t granules = block_size(b) / ALIGNMENT;

    if (!is_small(block_size(b))) {
        tree_insert(b);
        return;
    }
    lifo(list_of(granules), b);
    records()->occupied |= UINT32_C(1) << granules;
}

static void insert_free(struct block *b)
{
    if (ends_heap(b)) {
        top = b;
    } else if ((char *)b <= heir && heir <= last_byte(b)) {
        if (victim)
            put_into_bin(victim);
        victim = b;
    } else {
        put_into_bin(b);
    }
    heir = NULL;
}

static void take_from_bin(struct block *b)
{
    size_t granules = block_size(b) / ALIGNMENT;

    if (!is_small(block_size(b))) {
        tree_remove(b);
        return;
    }
    list_remove(b);
    if (b->next == b->prev)
        records()->occupied &= ~(UINT32_C(1) << granules);
}

/* What is left of the victim, or what it becomes a part of, is the victim again. */
static void remove_free(struct block *b)
{
    if (b == victim) {
        heir = last_byte(b);
        victim = NULL;
    } else if (b == top) {
        top = NULL;
    } else {
        take_from_bin(b);
    }
}

/* Of just this size or one granule more, so that nothing is left; or the victim; or the
 * best fit, to be split. */
static struct block *fit_small(size_t size)
{
    size_t granules = size / ALIGNMENT;
    uint32_t fitting = records()->occupied >> granules;

    if (fitting & 3)
        return list_of(granules + !(fitting & 1))->next;
    if (victim && block_size(victim) >= size)
        return victim;
    struct block *b = fitting ? list_of(granules + (size_t)__builtin_ctz(fitting))->next
                              : tree_best_fit(size);
    if (b)
        heir = last_byte(b);
    return b;
}

static struct block *fit_large(size_t size)
{
    struct block *b = tree_best_fit(size);
    bool victim_fits = victim && block_size(victim) >= size;

    return victim_fits && (!b || block_size(victim) <= block_size(b)) ? victim : b;
}

static struct block *find_fit(size_t size)
{
    struct block *b = is_small(size) ? fit_small(size) : fit_large(size);

    if (b)
        return b;
    return top && block_size(top) >= size ? top : NULL;
}

/* The blocks in this list, or -1 if one is of another size or its bit is wrong. */
static long count_list(size_t granules)
{
    struct block *list = list_of(granules);
    bool marked = records()->occupied >> granules & 1;

    if (marked != (list->next != list))
        return -1;
    for (struct block *b = list->next; b != list; b = b->next)
        if (block_size(b) != granules * ALIGNMENT)
            return -1;
    return list_count(list);
}

static long count_free(void)
{
    long total = tree_count();

    if (total < 0 || (top && (block_in_use(top) || !ends_heap(top))) ||
        (victim && block_in_use(victim)))
        return -1;
    for (size_t i = 0; i < SMALL; i++) {
        long count = count_list(i);
        if (count < 0)
            return -1;
        total += count;
    }
    return total + (victim != NULL) + (top != NULL);
}

#include "core.h"
