#ifndef CHAMPION_QUICK_H
#define CHAMPION_QUICK_H

/*
 * champion-quick.h - What was freed waits as it is, and where a new block comes from.
 *
 * A small block or slot that is freed waits in a quick list for a request of its kind:
 * malloc and free are then a few steps each. If enough came to wait, all of it becomes
 * holes when the heap would have to grow or a heavy block to be moved, and the larger
 * blocks of it before one is placed that is too large to wait.
 *
 * List 2 s - 1 has blocks of size s, list 2 c has slots of class c. So a request has a
 * list of its own, and where its header would cost a granule, the list after that one
 * has the blocks which would do as well.
 */

#include "champion-slab.h"

enum {
    PUSHED = 1024,  /* so many come to wait before all are released */
    FOR_RUN = 256,  /* the same if the heap would grow by a run */
    TO_GROW = 32,   /* the same if a block that grows would be cut off */
    JOIN_FROM = 16, /* blocks of so many granules or more join for a larger one */
    JOIN_SHARE =
        16, /* ... if so many came to wait as this part of the heap has granules */
    WORTH_A_SLAB = 24, /* so many headers that cost a granule, of one class */
    BATCH = 8          /* small blocks are cut so many at once */
};

/* Is the prev of what waits, and not of what was handed out, unless its owner writes it
 * there. */
#define WAITS 0xd3a7f24b

static inline uint32_t list_of_block(uint32_t size)
{
    return 2 * size - 1;
}

/* The list for what serves a request of n bytes. */
static inline uint32_t list_for(size_t n)
{
    return (uint32_t)(granules(n) + size_for(n) - 1);
}

static inline void push(uint32_t list, uint32_t b)
{
    links(b)->prev = WAITS;
    links(b)->next = small->quick[list];
    small->quick[list] = b;
    small->pushed++;
}

/* Takes the first that waits in a list, or 0. */
static inline uint32_t pop(uint32_t list)
{
    uint32_t b = small->quick[list];

    if (b) {
        small->quick[list] = links(b)->next;
        links(b)->prev = 0;
    }
    return b;
}

/* The block's header, if it cost a granule, does so no more. */
static inline void forget_waste(uint32_t b)
{
    if (*header(b) & WASTEFUL) {
        clear_flag(b, WASTEFUL);
        small->wasted[size_of(b) - 1]--;
    }
}

/* Frees a block in use, at once. */
static inline void release_block(uint32_t b)
{
    forget_waste(b);
    release(b, size_of(b));
}

/* Frees all blocks that wait in a list. What was cut or freed one after the other comes
 * so again: only the whole of such a row becomes a hole, and looks for its neighbours. */
static void release_list(uint32_t list)
{
    uint32_t start = small->quick[list], end = start;

    for (uint32_t b; (b = pop(list));) {
        forget_waste(b);
        uint32_t after = b + size_of(b);
        if (after == start) {
            start = b;
        } else if (b == end) {
            end = after;
        } else {
            release(start, end - start);
            start = b;
            end = after;
        }
    }
    if (start)
        release(start, end - start);
}

static void release_slots(uint32_t list)
{
    for (uint32_t slot; (slot = pop(list));)
        slot_release(slot);
}

/* Frees all that waits in this list and those after it. */
static void release_lists(uint32_t first)
{
    for (uint32_t list = first; list < LISTS; list++)
        if (list % 2)
            release_list(list);
        else
            release_slots(list);
}

/* Frees all that waits, if at least so many came to wait since the last time: so each has
 * paid for its own release. False if they were fewer. */
static bool release_waiting(uint32_t least)
{
    if (small->pushed < least)
        return false;
    small->pushed = small->joined = 0;
    release_lists(1);
    return true;
}

/* Frees the larger ones of what waits, before a block is placed that is larger still: few
 * of all, but most of the memory. What came to wait since the last time pays. */
static void release_larger(void)
{
    if (small->pushed - small->joined <= heap->end / JOIN_SHARE + LISTS)
        return;
    small->joined = small->pushed;
    release_lists(list_of_block(JOIN_FROM));
}

/* A hole for a block of this size that comes of releasing what waits, or 0. Neither is a
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

/* Makes what small blocks need, if that is a LIGHT'th part of the heap at most. */
static void small_make(void)
{
    uint32_t size = (uint32_t)size_for(sizeof *small), b;

    if (heap->end / LIGHT < size || !(b = allocate(size)))
        return;
    small = memset(hand_out(b), 0, sizeof *small);
    small->lists = LISTS;
}

/* The same for the bins. */
static void bins_make(void)
{
    uint32_t size = (uint32_t)size_for(BINS * sizeof *bins), b;

    if (!bins && heap->end / LIGHT >= size && (b = allocate(size)))
        bins_begin(memset(hand_out(b), 0, BINS * sizeof *bins));
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

/* So many blocks of this size, one after the other, wait from now on, the first in
 * front. */
static inline void push_row(uint32_t b, uint32_t count, uint32_t size)
{
    uint32_t *list = &small->quick[list_of_block(size)], next = *list;

    small->pushed += count;
    while (count-- > 0) {
        uint32_t last = b + count * size;
        set_header(last, size, 0);
        links(last)->prev = WAITS;
        links(last)->next = next;
        next = last;
    }
    *list = next;
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
