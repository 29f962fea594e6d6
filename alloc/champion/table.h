#ifndef CHAMPION_TABLE_H
#define CHAMPION_TABLE_H

/*
 * table.h - Lists of holes, and tables of them: one for each size of a power
 * of two.
 *
 * To go down a tree (tree.h) is to wait for memory at each step. Where a heap is
 * large, and one of its trees much used, a block of the heap stands in for that. It has a
 * list for each size; a bit for each list, whether anything is in it; and a bit for each
 * WORD of those. So three words at most tell of the smallest hole that fits.
 *
 *    words_used     01010000...
 *                    | |
 *    used           [0][1][2][3] ...     WORD bits each
 *    lists          [ 0 ][ 1 ][ 2 ][ 3 ][ 4 ] ...
 */

#include "block.h"

enum {
    WORD = 64,
    LARGEST_TABLE = 12 /* the power for which one word tells of all others */
};

struct table {
    uint64_t words_used;
    uint64_t used[]; /* and the lists after them */
};

static inline void list_insert(uint32_t *first, uint32_t b)
{
    struct links *l = links(b);

    l->prev = 0;
    l->next = *first;
    if (l->next)
        links(l->next)->prev = b;
    *first = b;
}

/* False if nothing is left. */
static inline bool list_remove(uint32_t *first, uint32_t b)
{
    struct links *l = links(b);

    if (l->next)
        links(l->next)->prev = l->prev;
    if (l->prev)
        links(l->prev)->next = l->next;
    else
        *first = l->next;
    return *first;
}

/* The place of the leading bit. */
static inline int log2_of(uint32_t size)
{
    return 31 - __builtin_clz(size);
}

static inline uint32_t power_bit(int power)
{
    return (uint32_t)1 << power;
}

static inline uint32_t *root_of(int power)
{
    return &heap->root[power - LEAST_POWER];
}

static inline bool has_table(int power)
{
    return heap->tables & power_bit(power);
}

static inline struct table *table_of(int power)
{
    return payload_of(*root_of(power));
}

static inline uint32_t *table_lists(struct table *t, int power)
{
    return (uint32_t *)(t->used + power_bit(power) / WORD);
}

/* The bytes of a table. */
static inline size_t table_bytes(int power)
{
    return sizeof(struct table) + power_bit(power) / WORD * sizeof(uint64_t) +
           power_bit(power) * sizeof(uint32_t);
}

static inline void table_insert(int power, uint32_t b, uint32_t size)
{
    struct table *t = table_of(power);
    uint32_t i = size - power_bit(power);

    list_insert(&table_lists(t, power)[i], b);
    t->used[i / WORD] |= (uint64_t)1 << i % WORD;
    t->words_used |= (uint64_t)1 << i / WORD;
    heap->roots_used |= power_bit(power);
}

static inline void table_remove(int power, uint32_t b, uint32_t size)
{
    struct table *t = table_of(power);
    uint32_t i = size - power_bit(power);

    if (list_remove(&table_lists(t, power)[i], b))
        return;
    t->used[i / WORD] &= ~((uint64_t)1 << i % WORD);
    if (!t->used[i / WORD])
        t->words_used &= ~((uint64_t)1 << i / WORD);
    if (!t->words_used)
        heap->roots_used &= ~power_bit(power);
}

/* The smallest hole of at least this size, or 0. */
static inline uint32_t table_find(int power, uint32_t size)
{
    struct table *t = table_of(power);
    uint32_t i = size - power_bit(power), word = i / WORD;
    uint64_t fit = t->used[word] & -((uint64_t)1 << i % WORD);

    if (!fit) {
        uint64_t above = t->words_used & -((uint64_t)2 << word);
        if (!above)
            return 0;
        word = (uint32_t)__builtin_ctzll(above);
        fit = t->used[word];
    }
    return table_lists(t, power)[word * WORD + (uint32_t)__builtin_ctzll(fit)];
}

#endif
