#ifndef CHAMPION_POOL_H
#define CHAMPION_POOL_H

/*
 * pool.h - The holes, the best fit among them, and the wilderness.
 *
 * Small holes are in bins, lists for their very size, found by a bitmap; while there are
 * but few of them, all in one list. For larger ones see table.h.
 */

#include "table.h"

enum {
    PLENTY = 64, /* a heap of so many times their size has them in any case */
    BUSY_FEW = 1,
    VAST = 3 /* a hole of such a part of the heap is vast */
};
#define BINS_BYTES (BINS * sizeof *bins)

static uint32_t *bins; /* or NULL: there are none yet */

static inline uint64_t bin_bit(uint32_t size)
{
    return (uint64_t)1 << size;
}

/* Kept out of the way of what is much more frequent. */
SLOW static void few_insert(uint32_t b)
{
    list_insert(&heap->few, b);
}

SLOW static void few_remove(uint32_t b)
{
    list_remove(&heap->few, b);
}

/* Puts a hole where find_fit looks. */
static inline void file(uint32_t b, uint32_t size)
{
    if (size >= BINS) {
        large_insert(b, size);
    } else if (bins) {
        list_insert(&bins[size], b);
        heap->bins_used |= bin_bit(size);
    } else {
        few_insert(b);
    }
}

/* Takes it away from there. */
static inline void unfile(uint32_t b, uint32_t size)
{
    if (size >= BINS) {
        large_remove(b, size);
    } else if (!bins) {
        few_remove(b);
    } else if (!list_remove(&bins[size], b)) {
        heap->bins_used &= ~bin_bit(size);
    }
}

/* A hole gives way to another, of another size: in the same list if that will do. */
static inline void refile(uint32_t b, uint32_t size, uint32_t heir, uint32_t heir_size)
{
    int power = log2_of(size);

    if (heir_size >= BINS && power == log2_of(heir_size) && !has_table(power)) {
        list_replace(first_of(power), b, heir);
    } else {
        unfile(b, size);
        file(heir, heir_size);
    }
}

/* Writes at both ends of a hole that it is one. The block behind it knows. */
static inline void mark_hole(uint32_t b, uint32_t size)
{
    set_header(b, size, FREE);
    set_footer(b, size);
}

/* The hole is neither free nor in use from now on. */
static inline void hole_remove(uint32_t b)
{
    uint32_t size = size_of(b);

    unfile(b, size);
    heap->free -= size;
    clear_flag(b + size, AFTER_HOLE);
}

/* Makes these the bins, and puts the few small holes there. */
static void bins_begin(uint32_t *bin)
{
    uint32_t b = heap->few;

    bins = bin;
    heap->few = 0;
    for (uint32_t next; b; b = next) {
        next = links(b)->next;
        file(b, size_of(b));
    }
}

/* The smallest hole of at least this size, or 0, while there are no bins. */
SLOW static uint32_t find_few(uint32_t size)
{
    uint32_t best = list_find(heap->few, size, BUSY_FEW);
    return best || !heap->powers_used ? best : find_large(size);
}

/* The smallest hole of at least this size, or 0. */
static inline uint32_t find_fit(uint32_t size)
{
    uint64_t fit = size < BINS ? heap->bins_used >> size : 0;

    if (fit)
        return bins[size + (uint32_t)__builtin_ctzll(fit)];
    if (heap->few)
        return find_few(size);
    return heap->powers_used ? find_large(size) : 0;
}

static void set_top(uint32_t b)
{
    heap->top = b;
    set_header(b, 0, 0);
}

/* Frees these granules, which are in no hole: with the holes beside them they become one
 * hole, or wilderness. */
static inline void release(uint32_t b, uint32_t size)
{
    uint32_t next = b + size, before = 0, before_size = 0, freed = size;

    if (after_hole(b)) {
        before = hole_before(b);
        before_size = b - before;
        size += before_size;
        b = before;
    }
    if (next == heap->top) {
        if (before)
            unfile(before, before_size);
        heap->free -= before_size;
        set_top(b);
        return;
    }
    heap->free += freed;
    if (is_hole(next)) {
        uint32_t more = size_of(next);
        unfile(next, more);
        size += more;
    } else {
        set_flag(next, AFTER_HOLE);
    }
    if (before)
        refile(before, before_size, b, size);
    else
        file(b, size);
    mark_hole(b, size);
}

/* Makes a block in use of the first so many of these granules, which are in no hole, and
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

    if (size - wanted < MIN_SIZE) {
        hole_remove(b);
        set_header(b, size, 0);
        return;
    }
    heap->free -= wanted;
    refile(b, size, b + wanted, size - wanted);
    set_header(b, wanted, 0);
    mark_hole(b + wanted, size - wanted);
}

static inline void set_end(uint32_t end)
{
    heap->end = end;
    heap->vast = end / VAST;
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
    set_end(heap->end + size - have);
    if (!bins && heap->end / PLENTY >= size_for(BINS_BYTES))
        heap->busy = BUSY_FEW;
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
