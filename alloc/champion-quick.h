#ifndef CHAMPION_QUICK_H
#define CHAMPION_QUICK_H

/*
 * champion-quick.h - What was freed waits as it is, and where a new block comes from.
 *
 * A small block or slot that is freed waits in a quick list for a request of its kind:
 * malloc and free are then a few steps each. All that waits becomes holes when the heap
 * would have to grow, or a large block to be moved.
 *
 * List 2 s - 1 has blocks of size s, list 2 c has slots of class c. So a request has a
 * list of its own, and where its header would cost a granule, the list after that one
 * has the blocks which would do as well.
 */

#include "champion-slab.h"

enum {
    PUSHED = 1024,     /* so many come to wait before all are released */
    FOR_RUN = 256,     /* the same if the heap would grow by a run */
    TO_GROW = 16,      /* the same if a block that grows would be cut off */
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

/* Frees all that waits, if at least so many came to wait since the last time: so each has
 * paid for its own release, and many of them share in looking at all lists. */
static bool release_waiting(uint32_t least)
{
    bool any = false;

    if (small->pushed < least)
        return false;
    small->pushed = 0;
    for (uint32_t list = 1; list < LISTS; list++)
        for (uint32_t b; (b = pop(list)); any = true)
            if (list % 2)
                release_block(b);
            else
                slot_release(b);
    return any;
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

/* Gives the busy tree a table. */
static void table_make(void)
{
    int power = heap->busy;

    heap->busy = 0;
    if (!may_have_table(power))
        return;
    uint32_t b = allocate((uint32_t)size_for(table_bytes(power)));
    if (b)
        table_begin(power, b);
}

/* How many blocks of this size to cut from so many granules at once. */
static inline uint32_t batch(uint32_t all, uint32_t size)
{
    return all / size < BATCH ? all / size : BATCH;
}

/* Cuts a block into blocks of this size, of which all but the first wait. */
static inline void cut(uint32_t b, uint32_t size)
{
    uint32_t all = size_of(b), i = batch(all, size) - 1, rest = all - i * size;

    if (i == 0)
        return;
    set_header(b, size, *header(b) & AFTER_HOLE);
    set_header(b + i * size, rest, 0);
    push(list_of_block(rest), b + i * size);
    while (--i > 0) {
        set_header(b + i * size, size, 0);
        push(list_of_block(size), b + i * size);
    }
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
    return suits_slabs(class) && small->wasted[class] >= WORTH_A_SLAB &&
           (small->partial[class] || find_fit(SLAB_SIZE) || !find_fit(size));
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

/* Makes what small blocks need, if there have been many, and the heap is no tiny one. */
static inline void small_make(void)
{
    uint32_t size = (uint32_t)size_for(sizeof *small), b;

    if (++heap->small_requests < MANY || heap->end < 4 * size || !(b = allocate(size)))
        return;
    small = memset(hand_out(b), 0, sizeof *small);
    small->lists = LISTS;
}

/* A block or slot for a request of at most CLASSES granules, or 0. */
static inline uint32_t allocate_small(uint32_t class, uint32_t size)
{
    if (!has_small())
        small_make();
    if (!has_small())
        return allocate(size);
    return class < size ? allocate_wasteful(class, size) : allocate_batch(size);
}

#endif
