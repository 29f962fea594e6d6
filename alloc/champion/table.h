#ifndef CHAMPION_TABLE_H
#define CHAMPION_TABLE_H

/*
 * table.h - The large holes of each power of two: in a list, or in a table of lists.
 *
 * Large are those of BINS granules or more (and not only the blocks from LARGE on). A
 * list is searched from end to end. Where that takes long, and the heap is large, a block
 * of the heap becomes a table. It has a list for each size (from 2^EXACT granules on, for
 * so many sizes together that there are 2^EXACT lists); a bit for each list, whether
 * anything is in it; and a bit for each WORD of those. So three words at most tell of the
 * smallest hole that fits.
 *
 *    words_used     01010000...
 *                    | |
 *    used           [0][1][2][3] ...     WORD bits each
 *    lists          [ 0 ][ 1 ][ 2 ][ 3 ][ 4 ] ...
 *
 * In a heap that is too small for a table, no list has more than TABLE_COST holes.
 */

#include "block.h"

#include <string.h>

enum {
    WORD = 64,
    EXACT = 12,       /* the power for which one word tells of all others */
    TABLE_COST = 256, /* granules of heap for each list of a table */
    LONG = 12         /* a list of so many holes had better be a table */
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

/* The heir gets the place of b. */
static inline void list_replace(uint32_t *first, uint32_t b, uint32_t heir)
{
    uint32_t next = links(b)->next, prev = links(b)->prev;

    links(heir)->next = next;
    links(heir)->prev = prev;
    if (next)
        links(next)->prev = heir;
    if (prev)
        links(prev)->next = heir;
    else
        *first = heir;
}

/* The smallest hole of a list that has at least this size, or 0. Says in busy what should
 * be helped if the list is long. */
static inline uint32_t list_find(uint32_t first, uint32_t size, uint8_t busy)
{
    uint32_t best = 0, least = MAX_SIZE;
    int count = 0;

    for (uint32_t b = first; b; b = links(b)->next, count++) {
        uint32_t found = size_of(b);
        if (found >= size && found < least) {
            best = b;
            least = found;
        }
    }
    if (count >= LONG)
        heap->busy = busy;
    return best;
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

/* Where the list of a power begins, or its table is. */
static inline uint32_t *first_of(int power)
{
    return &heap->first[power - LEAST_POWER];
}

static inline bool has_table(int power)
{
    return heap->tables & power_bit(power);
}

static inline struct table *table_of(int power)
{
    return payload_of(*first_of(power));
}

/* How many lists the table of a power has, as a power. */
static inline int lists_of(int power)
{
    return power < EXACT ? power : EXACT;
}

/* Which of them is for this size. */
static inline uint32_t list_of_size(int power, uint32_t size)
{
    return (size - power_bit(power)) >> (power - lists_of(power));
}

static inline uint32_t *table_lists(struct table *t, int power)
{
    return (uint32_t *)(t->used + power_bit(lists_of(power)) / WORD);
}

/* The bytes of a table. */
static inline size_t table_bytes(int power)
{
    uint32_t lists = power_bit(lists_of(power));
    return sizeof(struct table) + lists / WORD * sizeof(uint64_t) +
           lists * sizeof(uint32_t);
}

static inline void table_insert(int power, uint32_t b, uint32_t size)
{
    struct table *t = table_of(power);
    uint32_t i = list_of_size(power, size);

    list_insert(&table_lists(t, power)[i], b);
    t->used[i / WORD] |= (uint64_t)1 << i % WORD;
    t->words_used |= (uint64_t)1 << i / WORD;
}

/* False if nothing is left. */
static inline bool table_remove(int power, uint32_t b, uint32_t size)
{
    struct table *t = table_of(power);
    uint32_t i = list_of_size(power, size);

    if (list_remove(&table_lists(t, power)[i], b))
        return true;
    t->used[i / WORD] &= ~((uint64_t)1 << i % WORD);
    if (!t->used[i / WORD])
        t->words_used &= ~((uint64_t)1 << i / WORD);
    return t->words_used;
}

/* The smallest hole of at least this size, or 0: where a list has several sizes, its
 * first if that is one, else that of the next list. */
static inline uint32_t table_find(int power, uint32_t size)
{
    struct table *t = table_of(power);
    uint32_t i = list_of_size(power, size), word = i / WORD;
    uint32_t first = table_lists(t, power)[i];

    if (first && size_of(first) >= size)
        return first;
    uint64_t fit = t->used[word] & -((uint64_t)2 << i % WORD);
    if (!fit) {
        uint64_t above = t->words_used & -((uint64_t)2 << word);
        if (!above)
            return 0;
        word = (uint32_t)__builtin_ctzll(above);
        fit = t->used[word];
    }
    return table_lists(t, power)[word * WORD + (uint32_t)__builtin_ctzll(fit)];
}

static inline void large_insert(uint32_t b, uint32_t size)
{
    int power = log2_of(size);

    heap->powers_used |= power_bit(power);
    if (has_table(power))
        table_insert(power, b, size);
    else
        list_insert(first_of(power), b);
}

static inline void large_remove(uint32_t b, uint32_t size)
{
    int power = log2_of(size);

    if (!(has_table(power) ? table_remove(power, b, size)
                           : list_remove(first_of(power), b)))
        heap->powers_used &= ~power_bit(power);
}

/* The smallest hole of at least this size, which is of this power, or 0. */
static inline uint32_t find_in_power(int power, uint32_t size)
{
    return has_table(power) ? table_find(power, size)
                            : list_find(*first_of(power), size, (uint8_t)power);
}

/* The smallest large hole of at least this size, or 0. */
static uint32_t find_large(uint32_t size)
{
    uint32_t least = size < BINS ? BINS : size, best = 0;
    int power = log2_of(least);

    if (heap->powers_used & power_bit(power))
        best = find_in_power(power, least);
    uint32_t above = heap->powers_used & -((uint32_t)2 << power);
    if (best || !above)
        return best;
    power = __builtin_ctz(above);
    return find_in_power(power, power_bit(power));
}

/* Is the heap so large that a table, which a power lacks, hardly matters? */
static bool may_have_table(int power)
{
    return !has_table(power) && heap->end >> lists_of(power) >= TABLE_COST;
}

/* Makes this block, which is large enough, the table of a power. */
static void table_begin(int power, uint32_t table)
{
    uint32_t b = *first_of(power);

    memset(payload_of(table), 0, table_bytes(power));
    *first_of(power) = table;
    heap->tables |= power_bit(power);
    for (uint32_t next; b; b = next) {
        next = links(b)->next;
        table_insert(power, b, size_of(b));
    }
}

#endif
