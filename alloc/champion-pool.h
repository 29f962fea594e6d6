#ifndef CHAMPION_POOL_H
#define CHAMPION_POOL_H

/*
 * champion-pool.h - The holes, the best fit among them, and the wilderness.
 *
 * Holes below BINS granules are in a list for their very size, found by a bitmap;
 * larger ones are in the trees.
 */

#include "champion-tree.h"

static inline uint64_t bin_bit(uint32_t size)
{
    return (uint64_t)1 << size;
}

static inline void bin_insert(uint32_t b, uint32_t size)
{
    struct links *l = links(b);

    l->prev = 0;
    l->next = heap->bin[size];
    if (l->next)
        links(l->next)->prev = b;
    heap->bin[size] = b;
    heap->bins_used |= bin_bit(size);
}

static inline void bin_remove(uint32_t b, uint32_t size)
{
    struct links *l = links(b);

    if (l->next)
        links(l->next)->prev = l->prev;
    if (l->prev)
        links(l->prev)->next = l->next;
    else if (!(heap->bin[size] = l->next))
        heap->bins_used &= ~bin_bit(size);
}

/* Makes a hole of these granules. No neighbour is one, nor is the wilderness. */
static inline void hole_insert(uint32_t b, uint32_t size)
{
    set_header(b, size, FREE);
    set_footer(b, size);
    set_flag(b + size, AFTER_HOLE);
    if (size < BINS)
        bin_insert(b, size);
    else
        tree_insert(b);
}

/* The hole becomes nobody's. */
static inline void hole_remove(uint32_t b)
{
    uint32_t size = size_of(b);

    clear_flag(b + size, AFTER_HOLE);
    if (size < BINS)
        bin_remove(b, size);
    else
        tree_remove(b);
}

/* The smallest hole of at least this size, or 0. */
static inline uint32_t find_fit(uint32_t size)
{
    uint64_t fit = size < BINS ? heap->bins_used >> size : 0;

    if (fit)
        return heap->bin[size + (uint32_t)__builtin_ctzll(fit)];
    return heap->roots_used ? trees_best(size) : 0;
}

static void set_top(uint32_t b)
{
    heap->top = b;
    set_header(b, 0, 0);
}

/* Frees these granules, which are nobody's: with the free ones beside them they become
 * one hole, or wilderness. */
static inline void release(uint32_t b, uint32_t size)
{
    uint32_t next = b + size;

    if (after_hole(b)) {
        uint32_t before = hole_before(b);
        hole_remove(before);
        size += b - before;
        b = before;
    }
    if (next == heap->top) {
        set_top(b);
        return;
    }
    if (is_hole(next)) {
        size += size_of(next);
        hole_remove(next);
    }
    hole_insert(b, size);
}

/* Makes a block in use of the first so many of these granules, which are nobody's, and
 * frees the rest if it is enough for a block. */
static inline void place(uint32_t b, uint32_t size, uint32_t wanted)
{
    uint32_t flags = (*header(b) & AFTER_HOLE);

    if (size - wanted < MIN_SIZE) {
        set_header(b, size, flags);
        return;
    }
    set_header(b, wanted, flags);
    set_header(b + wanted, size - wanted, 0);
    release(b + wanted, size - wanted);
}

/* Makes a block in use of the first so many granules of a hole, or of all. */
static inline void take(uint32_t b, uint32_t wanted)
{
    uint32_t size = size_of(b);

    hole_remove(b);
    if (size - wanted >= MIN_SIZE) {
        hole_insert(b + wanted, size - wanted);
        size = wanted;
    }
    set_header(b, size, 0);
}

/* Makes the wilderness have so many granules; false if the heap is full. */
static inline bool grow_to(uint32_t size)
{
    uint32_t have = heap->end - heap->top;

    if (have >= size)
        return true;
    if (size - have > MAX_SIZE - heap->end ||
        mem_sbrk((intptr_t)((size_t)(size - have) * GRANULE)) == (void *)-1)
        return false;
    heap->end += size - have;
    return true;
}

/* A block from the wilderness, which must be large enough. */
static inline uint32_t carve(uint32_t size)
{
    uint32_t b = heap->top;

    set_top(b + size);
    set_header(b, size, 0);
    return b;
}

#endif
