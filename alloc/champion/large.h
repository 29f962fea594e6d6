#ifndef CHAMPION_LARGE_H
#define CHAMPION_LARGE_H

/*
 * large.h - The large holes: for each power of two a hole, a tree or a table.
 *
 * Large are those of BINS granules or more (and not only the blocks from LARGE on).
 * Most often there is but one hole of a power, which grows as its neighbours are freed
 * and shrinks as blocks are cut from it. It needs no links. With the second begins a
 * tree; of a tree that is much used a table is made, if the heap is large.
 */

#include "tree.h"

#include <string.h>

enum {
    SAMPLE = 64,     /* one in so many that are put into trees calls for a table */
    TABLE_COST = 256 /* granules of heap for each list of a table */
};

static inline bool is_only_one(int power)
{
    return heap->lonely & power_bit(power);
}

/* Is the heap so large that a table, which it lacks, hardly matters? */
static bool may_have_table(int power)
{
    return power <= LARGEST_TABLE && !has_table(power) &&
           heap->end >> power >= TABLE_COST;
}

/* Puts a hole into the tree of a power that has some already. */
static void plant(int power, uint32_t b, uint32_t size)
{
    if (is_only_one(power))
        tree_new(power, *root_of(power));
    heap->lonely &= ~power_bit(power);
    tree_insert(power, b, size);
    if (++heap->planted % SAMPLE == 0 && may_have_table(power))
        heap->busy = (uint8_t)power;
}

static inline void large_insert(uint32_t b, uint32_t size)
{
    int power = log2_of(size);
    uint32_t bit = power_bit(power);

    if (has_table(power)) {
        table_insert(power, b, size);
    } else if (heap->roots_used & bit) {
        plant(power, b, size);
    } else {
        *root_of(power) = b;
        heap->roots_used |= bit;
        heap->lonely |= bit;
    }
}

static inline void large_remove(uint32_t b, uint32_t size)
{
    int power = log2_of(size);
    uint32_t bit = power_bit(power);

    if (is_only_one(power)) {
        *root_of(power) = 0;
        heap->lonely &= ~bit;
        heap->roots_used &= ~bit;
    } else if (has_table(power)) {
        table_remove(power, b, size);
    } else {
        tree_remove(power, b);
    }
}

/* Makes this block, which is large enough, the table of a power. */
static void table_begin(int power, uint32_t table)
{
    uint32_t holes = 0;

    while (heap->roots_used & power_bit(power)) {
        uint32_t b = *root_of(power);
        large_remove(b, size_of(b));
        links(b)->next = holes;
        holes = b;
    }
    memset(payload_of(table), 0, table_bytes(power));
    *root_of(power) = table;
    heap->tables |= (uint16_t)power_bit(power);
    for (uint32_t next; holes; holes = next) {
        next = links(holes)->next;
        large_insert(holes, size_of(holes));
    }
}

/* The smallest hole of this power, which has one, of at least this size; or 0. From a
 * ring it is the one that is next to the tree's, which is the easiest to remove. */
static inline uint32_t find_in_power(int power, uint32_t size)
{
    uint32_t root = *root_of(power);

    if (has_table(power))
        return table_find(power, size);
    if (is_only_one(power))
        return size_of(root) >= size ? root : 0;
    uint32_t b = tree_find(root, size);
    return b ? links(b)->next : 0;
}

/* The smallest large hole of at least this size, or 0. */
static uint32_t find_large(uint32_t size)
{
    uint32_t least = size < BINS ? BINS : size, best = 0;
    int power = log2_of(least);

    if (heap->roots_used & power_bit(power))
        best = find_in_power(power, least);
    uint32_t above = heap->roots_used & -((uint32_t)2 << power);
    if (best || !above)
        return best;
    power = __builtin_ctz(above);
    return find_in_power(power, power_bit(power));
}

#endif
