#ifndef CHAMPION_RUN_H
#define CHAMPION_RUN_H

/*
 * run.h - Fresh memory, in runs: small blocks keep apart from larger ones.
 *
 * Where small and large blocks are asked for in turn, they would lie in turn, and no
 * hole that a large one leaves could ever join another. So a small block that fits into
 * no hole comes from the run of its group: a stretch that was taken from the wilderness
 * for several. A group is a power of two of sizes.
 *
 *    | 2 | 3 | 2 | run . . | 9 | 8 | 15 | run . . . | 40 | 55 | run . . . . | top
 *
 * A run is as long as a 64th part of the heap, or in a large one two to four times the
 * root of its size, which is less and less of it; divided by the number of those that
 * hold something by then. So all together hold two and a half times that, or hardly more.
 */

#include "small.h"

enum { RESERVE = 6 }; /* to shift the heap's size by: a 64th */

/* The run for blocks of this size, or NULL. */
static inline struct run *run_for(uint32_t size)
{
    return size < 1 << GROUPS && has_small() ? &small->run[log2_of(size)] : NULL;
}

static inline uint32_t left_of(const struct run *run)
{
    return run->end - run->next;
}

/* Frees what is left of a run. */
static inline void run_close(struct run *run)
{
    uint32_t b = run->next, size = left_of(run);

    run->next = run->end = 0;
    if (size)
        release(b, size);
}

/* Frees what is left of the run that ends where b begins, if there is one. */
static inline void run_close_before(uint32_t b)
{
    for (int i = 0; i < GROUPS && has_small(); i++)
        if (small->run[i].end == b)
            run_close(&small->run[i]);
}

static inline void runs_close(void)
{
    for (int i = 0; i < GROUPS; i++)
        run_close(&small->run[i]);
}

/* How long a run is that has all for itself. */
static inline uint32_t reserve(void)
{
    int half = log2_of(heap->end) / 2 - 1;

    return heap->end >> (half > RESERVE ? half : RESERVE);
}

/* How long a new run is: each of those that hold something has an equal part. */
static inline uint32_t run_length(const struct run *run)
{
    uint32_t sharing = 1;

    for (int i = 0; i < GROUPS; i++)
        sharing += &small->run[i] != run && left_of(&small->run[i]);
    return reserve() / sharing;
}

/* Takes what a run has, and makes it so long, at its old place if the wilderness begins
 * behind it. */
static bool run_open(struct run *run, uint32_t length)
{
    if (!run->end || run->end != heap->top) {
        run_close(run);
        run->next = run->end = heap->top;
    }
    uint32_t more = length - left_of(run), after = *header(run->next) & AFTER_HOLE;
    if (!grow_to(more))
        return false;
    run->end += more;
    set_top(run->end);
    set_header(run->next, length, after);
    return true;
}

/* A block from a run, which must have so much left; with the rest if that is too small
 * for another. */
static inline uint32_t run_carve(struct run *run, uint32_t size)
{
    uint32_t b = run->next, left = left_of(run);

    if (left - size < MIN_SIZE)
        size = left;
    run->next += size;
    if (size < left)
        set_header(run->next, left - size, 0);
    set_header(b, size, *header(b) & AFTER_HOLE);
    return b;
}

/* A block of the fresh memory that the heap has already, or 0: but none behind a block
 * that grows, which it would cut off. */
static inline uint32_t fresh_at_hand(uint32_t size)
{
    struct run *run = run_for(size);

    if (run && left_of(run) >= size)
        return run_carve(run, size);
    if (heap->top == heap->grown || heap->end - heap->top < size)
        return 0;
    return carve(size);
}

/* Could a run be opened for a block of this size? Two of them must fit into it, and not
 * just so. */
static bool may_open_run(uint32_t size)
{
    return reserve() >= 2 * size + size / 2 && run_for(size);
}

/* A block of memory by which the heap grows, or 0: of a run if there can be one. */
static inline uint32_t fresh(uint32_t size)
{
    struct run *run = run_for(size);
    uint32_t length = may_open_run(size) ? run_length(run) : 0;

    if (length >= 2 * size && run_open(run, length))
        return run_carve(run, size);
    return grow_to(size) ? carve(size) : 0;
}

#endif
