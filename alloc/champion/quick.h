#ifndef CHAMPION_QUICK_H
#define CHAMPION_QUICK_H

/*
 * quick.h - Quick lists: the coalescing of small blocks is deferred.
 *
 * A small block or slot that is freed goes into a quick list for a request of its kind:
 * malloc and free are then a few steps each. If enough are deferred, all of them become
 * holes when the heap would have to grow, or a heavy block to be moved.
 *
 * List 2 s - 2 has blocks of size s. List 2 c + 1 has what serves a request of c granules
 * whose header costs one more: slots of class c, and blocks that are WASTEFUL.
 */

#include "slab.h"

/* The prev of a deferred block. One in use has it only if its owner writes it there. */
#define WAITS 0xd3a7f24b

static inline uint32_t list_of_block(uint32_t size)
{
    return 2 * size - 2;
}

static inline uint32_t list_of_class(uint32_t class)
{
    return 2 * class + 1;
}

/* The list for the block with this header; LISTS or more if it is not deferred. */
static inline uint32_t list_of_header(uint16_t bits)
{
    return ((uint32_t)bits >> (FLAG_BITS - 1)) - 2;
}

/* The list for what serves a request of n bytes. */
static inline uint32_t list_for(size_t n)
{
    return (uint32_t)(3 * size_for(n) - granules(n) - 2);
}

/* Defers a block or slot, whose payload begins with these links. */
static inline void push(uint32_t list, uint32_t b, struct links *l)
{
    l->prev = WAITS;
    l->next = small->quick[list];
    small->quick[list] = b;
    small->pushed += list;
}

/* Defers so many blocks of this size, one after the other, the first in front. */
static inline void push_row(uint32_t b, uint32_t count, uint32_t size)
{
    uint32_t *list = &small->quick[list_of_block(size)], next = *list;

    small->pushed += count * list_of_block(size);
    while (count-- > 0) {
        uint32_t last = b + count * size;
        set_header(last, size, 0);
        links(last)->prev = WAITS;
        links(last)->next = next;
        next = last;
    }
    *list = next;
}

/* Takes the first of a quick list, or 0. */
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

/* Releases all of a quick list. What was cut or freed in a row comes in a row: the whole
 * row becomes a hole, and only then looks for its neighbours. */
static void release_list(uint32_t list)
{
    uint32_t start = 0, end = 0;

    for (uint32_t b; (b = pop(list));) {
        if (list % 2 && class_at(b)) {
            slot_release(b);
            continue;
        }
        forget_waste(b);
        uint32_t after = b + size_of(b);
        if (b == end) {
            end = after;
            continue;
        }
        if (start && after != start)
            release(start, end - start);
        if (after != start)
            end = after;
        start = b;
    }
    if (start)
        release(start, end - start);
}

/* Granules that are deferred. */
static uint32_t waiting(void)
{
    uint32_t sum = 0;

    for (uint32_t list = 0; list < LISTS; list++)
        for (uint32_t b = small->quick[list]; b; b = links(b)->next)
            sum += list / 2 + 1;
    return sum;
}

/* Releases all deferred blocks, if they came to so many granules since the last time: so
 * each has paid for its own release. False if they came to less. */
static bool release_waiting(uint32_t least)
{
    if (small->pushed / 2 < least)
        return false;
    small->pushed = 0;
    heap->looked = 0;
    for (uint32_t list = 0; list < LISTS; list++)
        release_list(list);
    return true;
}

#endif
