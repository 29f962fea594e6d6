#ifndef CHAMPION_POOL_H
#define CHAMPION_POOL_H

/*
 * pool.h - The holes, the best fit among them, and the wilderness.
 *
 * Small holes are in bins, lists for their very size, found by a bitmap; while there are
 * but few of them, all in one list. For larger ones see large.h.
 */

#include "large.h"

enum {
    FEW = 12,    /* so many small holes are worth bins */
    PLENTY = 64, /* a heap of so many times their size has them in any case */
    BUSY_FEW = 1
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

/* A hole gives way to another, of another size: where it is the only one of its power,
 * and that stays the power, only the number changes. */
static inline void refile(uint32_t b, uint32_t size, uint32_t heir, uint32_t heir_size)
{
    if (heir_size >= BINS && is_only_one(log2_of(size)) &&
        log2_of(size) == log2_of(heir_size)) {
        *root_of(log2_of(size)) = heir;
        return;
    }
    unfile(b, size);
    file(heir, heir_size);
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

/* The smallest hole of at least this size, or 0, while there are no bins. Says in busy if
 * it would be better that there were. */
SLOW static uint32_t find_few(uint32_t size)
{
    uint32_t best = 0;
    int count = 0;

    for (uint32_t b = heap->few; b; b = links(b)->next, count++)
        if (size_of(b) >= size)
            best = smaller_of(best, b);
    if (count >= FEW)
        heap->busy = BUSY_FEW;
    return best || !heap->roots_used ? best : find_large(size);
}

/* The smallest hole of at least this size, or 0. */
static inline uint32_t find_fit(uint32_t size)
{
    uint64_t fit = size < BINS ? heap->bins_used >> size : 0;

    if (fit)
        return bins[size + (uint32_t)__builtin_ctzll(fit)];
    if (heap->few)
        return find_few(size);
    return heap->roots_used ? find_large(size) : 0;
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
    uint32_t next = b + size;

    if (after_hole(b)) {
        uint32_t before = hole_before(b);
        unfile(before, b - before);
        size += b - before;
        b = before;
    }
    if (next == heap->top) {
        set_top(b);
        return;
    }
    if (is_hole(next)) {
        uint32_t more = size_of(next);
        unfile(next, more);
        size += more;
    } else {
        set_flag(next, AFTER_HOLE);
    }
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
    refile(b, size, b + wanted, size - wanted);
    set_header(b, wanted, 0);
    mark_hole(b + wanted, size - wanted);
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
