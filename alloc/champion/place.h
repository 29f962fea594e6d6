#ifndef CHAMPION_PLACE_H
#define CHAMPION_PLACE_H

/*
 * place.h - Where a new block comes from.
 *
 * From the hole that fits best; else from fresh memory that the heap has already; else,
 * if enough are deferred, from a hole that comes of their release; and last, from memory
 * by which the heap grows. Several small blocks are cut at once, all but one deferred.
 *
 * A vast hole is what a large block has left: soon another may ask for as much. Small
 * blocks spare it for a while, as if it were not there.
 *
 * What is made for a heap when it is large enough, and has many small blocks or holes, is
 * placed like any block, so it is made here.
 */

#include "quick.h"

enum {
    PUSHED = 256,      /* granules that are deferred before all are released, */
    TO_GROW = 64,      /* ... and this part of the heap */
    BEHIND = 128,      /* the same if a block that grows would be cut off */
    WORTH_A_SLAB = 24, /* so many headers that cost a granule, of one class */
    BATCH = 8          /* small blocks are cut so many at once */
};

/* Parts of the heap: */
enum {
    STREWN = 24, /* deferred, where that is less than PUSHED, before a larger block */
    SPARED = 32, /* in small blocks that have spared holes */
    TO_CLEAR = 2 /* asked for at once, for which what splits holes is moved */
};

static inline bool is_vast(uint32_t size)
{
    return size >= heap->vast;
}

/* Does the heap end with a block that grew, and should grow on? */
static inline bool ends_with_grown(void)
{
    return heap->top == heap->grown;
}

/* Could what splits a hole be in the way of this size: is there any hole of a quarter? */
static bool may_be_split(uint32_t size)
{
    return size >= heap->end / TO_CLEAR && has_small() && find_fit(size / 4);
}

static inline uint32_t least_of(uint32_t x, uint32_t y)
{
    return x < y ? x : y;
}

/* How much must have been deferred for a release before the heap grows by this size. Room
 * behind a block that grows is not taken lightly; and in a small heap a larger block soon
 * finds no hole between those that are deferred. */
static uint32_t worth_a_release(uint32_t size)
{
    uint32_t pushed = size > QUICK ? least_of(PUSHED, heap->end / STREWN + 1) : PUSHED;

    return ends_with_grown() ? least_of(pushed, BEHIND) : pushed + heap->end / TO_GROW;
}

/* A hole for a block of this size that comes of a release, or 0. For a block that is half
 * of all, runs are closed, and the map is moved out of the way. */
static uint32_t find_after_release(uint32_t size)
{
    uint32_t hole = release_waiting(worth_a_release(size)) ? find_fit(size) : 0;

    if (hole || !may_be_split(size))
        return hole;
    release_waiting(0);
    runs_close();
    map_slide();
    return find_fit(size);
}

/* A block of this size, cut from the smallest deferred one that is as large, or 0. */
static uint32_t take_waiting(uint32_t size)
{
    for (uint32_t list = list_of_block(size); list < small->lists; list += 2) {
        uint32_t b = pop(list);
        if (b) {
            place(b, size_of(b), size);
            return b;
        }
    }
    return 0;
}

/* A block in use of this size, for which neither hole nor memory is at hand, or 0. */
SLOW static uint32_t allocate_slowly(uint32_t size)
{
    uint32_t b = ends_with_grown() ? take_waiting(size) : 0;

    if (b)
        return b;
    b = find_after_release(size);
    if (!b)
        return fresh(size);
    take(b, size);
    return b;
}

/* The hole that fits best, or 0 if there is none, or a small block should spare it. */
static inline uint32_t find_or_spare(uint32_t size)
{
    uint32_t hole = find_fit(size);

    if (!hole || !is_vast(size_of(hole)) || ends_with_grown() ||
        heap->spared + size > heap->end / SPARED)
        return hole;
    heap->spared += size;
    return 0;
}

/* A block in use of this size: from this hole, if it is not 0. Or 0. */
static inline uint32_t allocate_from(uint32_t hole, uint32_t size)
{
    if (hole) {
        take(hole, size);
        return hole;
    }
    uint32_t b = fresh_at_hand(size);
    return b ? b : allocate_slowly(size);
}

/* A block in use that is not small, or 0. */
static inline uint32_t allocate_larger(uint32_t size)
{
    if (heap->spared && is_vast(size))
        heap->spared = 0;
    return allocate_from(find_fit(size), size);
}

/* A block in use of this size, or 0. */
static uint32_t allocate(uint32_t size)
{
    return size > QUICK ? allocate_larger(size)
                        : allocate_from(find_or_spare(size), size);
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

/* Gives a power a table for its list. */
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

/* Releases what is deferred, if that is nearly all which is in no hole: the program has
 * freed what it had, and starts anew. Else it would be strewn over the old heap. False if
 * it is not so. It is looked for when three quarters of what is in no hole were deferred
 * since. */
static bool start_anew(void)
{
    uint32_t rest = heap->top - heap->free;

    if (small->pushed - heap->looked < rest + rest / 2)
        return false;
    heap->looked = small->pushed;
    return waiting() >= rest / 8 * 7 && release_waiting(1);
}

/* A hole for small blocks, or 0. */
static inline uint32_t find_for_small(uint32_t size)
{
    uint32_t hole = find_or_spare(size);
    return hole && start_anew() ? find_or_spare(size) : hole;
}

/* How many blocks of this size to cut from so many granules at once. */
static inline uint32_t batch(uint32_t all, uint32_t size)
{
    return all >= BATCH * size ? BATCH : all / size;
}

/* Cuts a block into so many of this size, of which all but the first are deferred. What
 * is left is the first one's. */
static inline void cut(uint32_t b, uint32_t count, uint32_t size)
{
    uint32_t more = count - 1, first = size_of(b) - more * size;

    set_header(b, first, *header(b) & AFTER_HOLE);
    push_row(b + first, more, size);
}

/* A small block, or 0: of several that are cut at once if there is room for more than one
 * in a hole or in what is left of a run. */
static inline uint32_t allocate_batch(uint32_t size)
{
    struct run *run = run_for(size);
    uint32_t b = find_for_small(size), count;

    if (b) {
        count = batch(size_of(b), size);
        take(b, count * size);
    } else if (left_of(run) >= 2 * size) {
        count = batch(left_of(run), size);
        b = run_carve(run, count * size);
    } else {
        return allocate_from(0, size);
    }
    cut(b, count, size);
    return b;
}

/* Does a class deserve a slot? Not where a block would fit into a hole and a slab would
 * not. */
static inline bool deserves_slot(uint32_t class, uint32_t size)
{
    return class <= CLASSES && small->wasted[class] >= WORTH_A_SLAB &&
           (small->partial[class] || find_fit(slab_size(class)) || !find_fit(size));
}

/* Counts a block's header as one that costs a granule, if it does. */
static inline void count_waste(uint32_t b, uint32_t class)
{
    if (size_of(b) != class + 1 || small->wasted[class] == UINT8_MAX)
        return;
    set_flag(b, WASTEFUL);
    small->wasted[class]++;
}

/* Counts a small block in use; from MANY on, or in a large heap, makes what they need. */
static void small_born(uint32_t size)
{
    if (size <= SMALL && heap->small_blocks < MANY)
        heap->small_blocks++;
    if (heap->small_blocks == MANY || heap->end / PLENTY >= size_for(sizeof *small))
        small_make();
}

/* Counts one less: only before the lists are there. */
static inline void small_died(uint32_t size)
{
    if (size <= SMALL && heap->small_blocks > 0)
        heap->small_blocks--;
}

/* A slot or block for a request for which there are quick lists, or 0. */
static inline uint32_t allocate_small(uint32_t class, uint32_t size)
{
    uint32_t b = 0;

    if (!has_small())
        small_born(size);
    if (!has_small())
        return allocate(size);
    if (class < size) {
        if (deserves_slot(class, size) && (b = slot_take(class)))
            return b;
        b = pop(list_of_block(size));
    }
    if (!b)
        b = size <= CLASSES ? allocate_batch(size) : allocate(size);
    if (b && class < size)
        count_waste(b, class);
    return b;
}

#endif
