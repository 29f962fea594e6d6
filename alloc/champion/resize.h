#ifndef CHAMPION_RESIZE_H
#define CHAMPION_RESIZE_H

/*
 * resize.h - A block that grows or shrinks where it is, or a little below.
 *
 * A block grows into the hole after it. For a HEAVY one deferred blocks are released: to
 * copy it would cost more. The heap's last block grows with the heap, and then by a
 * little more than was wanted, as it is likely to grow again.
 *
 * Often such a block was moved to the end because small ones were in its way, and left
 * a hole before it. Rather than let the heap grow, it slides down over half of that
 * hole. Not over all: small blocks find room in the rest, instead of behind it.
 *
 *    | ...... hole ...... | last block          | end
 *    | . hole . | last block          |           end
 */

#include "place.h"

enum {
    HEAVY = 256, /* granules of a block that is not moved before a release */
    SLIDE = 8,   /* a hole of this part of the block is worth sliding */
    SPARE = 128  /* the last block may have this part more than was wanted */
};

/* Granules that a block may have. */
struct span {
    uint32_t start, size;
};

/* How much of the hole before it the last block should slide over to have so many
 * granules more, or 0. */
static uint32_t slide_over(uint32_t b, uint32_t more)
{
    run_close_before(b);
    uint32_t hole = after_hole(b) ? b - hole_before(b) : 0;
    if (hole < 2 * MIN_SIZE || hole < size_of(b) / SLIDE || hole / 2 < more)
        return 0;
    return hole / 2;
}

/* What the heap's last block can have. */
static struct span reach_last(uint32_t b, uint32_t wanted)
{
    uint32_t size = size_of(b), more = wanted - size, slide = 0;

    if (more > heap->end - heap->top)
        slide = slide_over(b, more - (heap->end - heap->top));
    if (!slide && !grow_to(more + wanted / SPARE) && !grow_to(more))
        return (struct span){b, size};
    return (struct span){b - slide, slide + size + heap->end - heap->top};
}

/* What a block can have without being moved away: also of the hole before it, if there is
 * no other that fits. */
static struct span reach(uint32_t b, uint32_t wanted)
{
    uint32_t size = size_of(b), next = b + size, hole = 0;

    if (wanted > size && size >= HEAVY && next != heap->top && !is_hole(next))
        release_waiting(1);
    if (wanted > size && next == heap->top)
        return reach_last(b, wanted);
    if (wanted > size && is_hole(next))
        size += size_of(next);
    if (wanted > size && after_hole(b) && !find_fit(wanted))
        hole = b - hole_before(b);
    return (struct span){b - hole, hole + size};
}

/* Takes the granules from start to b off the hole before b. */
static void take_end_of_hole(uint32_t start, uint32_t b)
{
    uint32_t hole = hole_before(b);

    unfile(hole, b - hole);
    heap->free -= b - start;
    set_header(start, b - start, hole < start ? AFTER_HOLE : 0);
    if (hole < start) {
        file(hole, start - hole);
        mark_hole(hole, start - hole);
    }
}

/* Gives a block as much of the span as is wanted. Of its payload the first bytes are
 * kept. */
static void *resize(uint32_t b, struct span span, uint32_t wanted, size_t keep)
{
    uint32_t size = size_of(b), start = span.start;
    bool last = b + size == heap->top && wanted > size;
    void *payload = user_payload(b, size);

    forget_waste(b);
    if (last && span.size >= wanted + wanted / SPARE)
        wanted += wanted / SPARE;
    else if (!last && wanted > size && is_hole(b + size))
        hole_remove(b + size);
    if (start != b)
        take_end_of_hole(start, b);
    if (user_payload(start, wanted) != payload)
        memmove(user_payload(start, wanted), payload, keep);
    if (last) {
        set_header(start, wanted, *header(start) & AFTER_HOLE);
        set_top(start + wanted);
        heap->grown = heap->top;
    } else {
        place(start, span.size, wanted);
    }
    return hand_out(start);
}

#endif
