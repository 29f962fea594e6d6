#ifndef CHAMPION_PLACE_H
#define CHAMPION_PLACE_H

/*
 * place.h - Where a new block comes from.
 *
 * From the hole that fits best; else from fresh memory that the heap has already; else,
 * if enough are deferred, from a hole that comes of their release; and last, from memory
 * by which the heap grows. Several small blocks are cut at once, all but one deferred.
 *
 * What is made for a heap when it is large enough, and has many small blocks or holes, is
 * placed like any block, so it is made here.
 */

#include "quick.h"

enum {
    PUSHED = 1024,     /* so many are deferred before all are released */
    FOR_RUN = 256,     /* the same if the heap would grow by a run */
    TO_GROW = 32,      /* the same if a block that grows would be cut off */
    WORTH_A_SLAB = 24, /* so many headers that cost a granule, of one class */
    BATCH = 8          /* small blocks are cut so many at once */
};

/* A hole for a block of this size that comes of a release, or 0. Neither is a
 * whole run taken lightly, nor room behind a block that grows. */
static inline uint32_t find_after_release(uint32_t size)
{
    uint32_t least = heap->top == small->grown ? TO_GROW
                     : may_open_run(size)      ? FOR_RUN
                                               : PUSHED;
    return release_waiting(least) ? find_fit(size) : 0;
}

/* A block in use of this size, or 0. */
static inline uint32_t allocate(uint32_t size)
{
    uint32_t hole = find_fit(size), b;

    if (!hole && (b = fresh_at_hand(size)))
        return b;
    if (!hole && !(hole = find_after_release(size)))
        return fresh(size);
    take(hole, size);
    return hole;
}

/* So many bytes of zeros, if they are a LIGHT'th part of the heap at most, or NULL. */
static void *make_light(size_t bytes)
{
    uint32_t size = (uint32_t)size_for(bytes), b;

    if (heap->end / LIGHT < size || !(b = allocate(size)))
        return NULL;
    return memset(hand_out(b), 0, bytes);
}

/* Makes what small blocks need. */
static void small_make(void)
{
    struct small *made = make_light(sizeof *made);

    if (!made)
        return;
    small = made;
    small->lists = LISTS;
}

static void bins_make(void)
{
    uint32_t *made = bins ? NULL : make_light(BINS_BYTES);

    if (made)
        bins_begin(made);
}

/* Gives a power's tree a table. */
static void table_make(int power)
{
    if (!may_have_table(power))
        return;
    uint32_t b = allocate((uint32_t)size_for(table_bytes(power)));
    if (b)
        table_begin(power, b);
}

/* Gives holes of which there are many what makes them easy to find. */
static void help_busy(void)
{
    int busy = heap->busy;

    heap->busy = 0;
    if (busy == BUSY_FEW)
        bins_make();
    else
        table_make(busy);
}

/* How many blocks of this size to cut from so many granules at once. */
static inline uint32_t batch(uint32_t all, uint32_t size)
{
    return all / size < BATCH ? all / size : BATCH;
}

/* Cuts a block into blocks of this size, of which all but the first wait. What is left is
 * the first one's. */
static inline void cut(uint32_t b, uint32_t size)
{
    uint32_t all = size_of(b), more = batch(all, size) - 1, first = all - more * size;

    set_header(b, first, *header(b) & AFTER_HOLE);
    push_row(b + first, more, size);
}

/* A small block, or 0: of several that are cut at once if there is room for more than one
 * in a hole or in what is left of a run. */
static inline uint32_t allocate_batch(uint32_t size)
{
    struct run *run = run_for(size);
    uint32_t hole = find_fit(size), b;

    if (!hole && left_of(run) >= 2 * size) {
        b = run_carve(run, batch(left_of(run), size) * size);
        cut(b, size);
        return b;
    }
    if (!hole && (b = fresh_at_hand(size)))
        return b;
    if (!hole && !(hole = find_after_release(size)))
        return fresh(size);
    take(hole, batch(size_of(hole), size) * size);
    cut(hole, size);
    return hole;
}

/* Does a class deserve a slot? Not where a block would fit into a hole and a slab would
 * not. */
static inline bool deserves_slot(uint32_t class, uint32_t size)
{
    return small->wasted[class] >= WORTH_A_SLAB &&
           (small->partial[class] || find_fit(slab_size(class)) || !find_fit(size));
}

/* A slot or block for a request whose header would cost a granule, or 0. */
static inline uint32_t allocate_wasteful(uint32_t class, uint32_t size)
{
    uint32_t b = deserves_slot(class, size) ? slot_take(class) : 0;

    if (b)
        return b;
    b = allocate(size);
    if (b && size_of(b) == class + 1 && small->wasted[class] < UINT8_MAX) {
        set_flag(b, WASTEFUL);
        small->wasted[class]++;
    }
    return b;
}

/* Counts a small request; after MANY of them, makes what small blocks need. */
static void small_request(void)
{
    if (heap->small_requests < MANY)
        heap->small_requests++;
    else
        small_make();
}

/* A block or slot for a request of at most CLASSES granules, or 0. */
static inline uint32_t allocate_small(uint32_t class, uint32_t size)
{
    if (!has_small()) {
        small_request();
        if (!has_small())
            return allocate(size);
    }
    return class < size ? allocate_wasteful(class, size) : allocate_batch(size);
}

#endif
