#ifndef CHAMPION_QUICK_H
#define CHAMPION_QUICK_H

/*
 * quick.h - Quick lists: the coalescing of small blocks is deferred.
 *
 * A small block or slot that is freed goes into a quick list for a request of its kind:
 * malloc and free are then a few steps each. If enough are deferred, all of them become
 * holes when the heap would have to grow or a heavy block to be moved, and the larger
 * ones before a block is placed that is too large for a quick list.
 *
 * List 2 s - 1 has blocks of size s, list 2 c has slots of class c. So a request has a
 * list of its own, and where its header would cost a granule, the list after that one
 * has the blocks which would do as well.
 */

#include "slab.h"

enum {
    JOIN_FROM = 16, /* blocks of so many granules join for a larger one, */
    JOIN_SHARE = 16 /* if as many were deferred as this part of the heap has granules */
};

/* The prev of a deferred block. One in use has it only if its owner writes it there. */
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

/* Defers so many blocks of this size, one after the other, the first in front. */
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

/* Releases all blocks of a quick list. What was cut or freed in a row comes in a row: the
 * whole row becomes a hole, and only then looks for its neighbours. */
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

/* Releases all of this quick list and those after it. */
static void release_lists(uint32_t first)
{
    for (uint32_t list = first; list < LISTS; list++)
        if (list % 2)
            release_list(list);
        else
            release_slots(list);
}

/* Releases all deferred blocks, if at least so many were deferred since the last time: so
 * each has paid for its own release. False if they were fewer. */
static bool release_waiting(uint32_t least)
{
    if (small->pushed < least)
        return false;
    small->pushed = small->joined = 0;
    release_lists(1);
    return true;
}

/* Releases the larger deferred blocks, before a block is placed that is larger still: few
 * of all, but most of the memory. Those deferred since the last time pay. */
static void release_larger(void)
{
    if (small->pushed - small->joined <= heap->end / JOIN_SHARE + LISTS)
        return;
    small->joined = small->pushed;
    release_lists(list_of_block(JOIN_FROM));
}

#endif
