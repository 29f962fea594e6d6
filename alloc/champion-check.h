#ifndef CHAMPION_CHECK_H
#define CHAMPION_CHECK_H

/*
 * champion-check.h - The heap checker, and mm_walk.
 *
 * A heap is sound when its blocks fill it up to the wilderness; when no hole has a hole
 * or the wilderness beside it; when each hole is in the bin or the tree of its size,
 * and each waiting block in the quick list of its own.
 */

#include "champion-pool.h"
#include "mm.h"

#include <stdio.h>

static uint32_t first_block(void)
{
    return (uint32_t)((sizeof *heap + HEADER + GRANULE - 1) / GRANULE);
}

static bool wrong(int line, uint32_t b, const char *what)
{
    fprintf(stderr, "line %d: the block with payload %p: %s\n", line, payload_of(b),
            what);
    return false;
}

/* What is wrong with b in itself, or NULL. */
static const char *fault_of(uint32_t b)
{
    uint32_t size = size_of(b);

    if (size < MIN_SIZE || size > heap->top - b)
        return "its size cannot be right";
    if (!is_hole(b))
        return NULL;
    if (*header(b) & IN_USE)
        return "it is free and in use";
    if (hole_before(b + size) != b)
        return "its footer differs from its header";
    if (after_hole(b) || b + size == heap->top)
        return "it is free, and so is its neighbour";
    return NULL;
}

/* How many holes this bin has; -1 if one does not belong there. */
static long count_bin(uint32_t size)
{
    long count = 0;

    for (uint32_t b = heap->bin[size], prev = 0; b; prev = b, b = links(b)->next) {
        if (size_of(b) != size || !is_hole(b) || links(b)->prev != prev)
            return -1;
        count++;
    }
    return !count == !(heap->bins_used & bin_bit(size)) ? count : -1;
}

/* How many holes there are below and beside b; path is how its tree leads here. */
static long count_tree(uint32_t b, uint32_t parent, uint32_t path, int depth)
{
    if (!b)
        return 0;
    struct links *l = links(b);
    if (l->parent != parent || !is_hole(b) ||
        (depth && path != path_for(size_of(b)) >> (32 - depth)))
        return -1;
    long left = count_tree(l->child[0], b, path << 1, depth + 1),
         right = count_tree(l->child[1], b, path << 1 | 1, depth + 1), ring = 1;
    for (uint32_t i = l->next; i != b; i = links(i)->next, ring++)
        if (!is_hole(i) || size_of(i) != size_of(b))
            return -1;
    return left < 0 || right < 0 ? -1 : left + right + ring;
}

static long count_holes(void)
{
    long total = 0;

    for (uint32_t i = 0; i < BINS + ROOTS; i++) {
        long part = i < BINS ? count_bin(i) : count_tree(heap->root[i - BINS], 0, 0, 0);
        if (part < 0)
            return -1;
        total += part;
    }
    return total;
}

static long count_waiting(void)
{
    long count = 0;

    for (uint32_t i = 0; i < QUICK; i++)
        for (uint32_t b = heap->quick[i]; b; b = links(b)->next, count++)
            if (size_of(b) != i || is_hole(b) || *header(b) & IN_USE)
                return -1;
    return count;
}

bool mm_checkheap(int line)
{
    long holes = 0, waiting = 0;
    uint32_t b = first_block();

    for (; b < heap->top; b += size_of(b)) {
        const char *fault = fault_of(b);
        if (fault)
            return wrong(line, b, fault);
        if (is_hole(b))
            holes++;
        else if (!(*header(b) & IN_USE))
            waiting++;
    }
    if (b != heap->top || heap->top > heap->end || *header(b) != IN_USE)
        return wrong(line, b, "the wilderness does not begin here");
    if (count_holes() != holes)
        return wrong(line, b, "the holes before it are not those of the pool");
    if (count_waiting() != waiting)
        return wrong(line, b, "the waiting ones before it are not in the quick lists");
    return true;
}

void mm_walk(void (*visit)(const struct mm_block *block, void *context), void *context)
{
    for (uint32_t b = first_block(); b < heap->top; b += size_of(b)) {
        struct mm_block seen = {header(b), (size_t)size_of(b) * GRANULE, payload_of(b),
                                *header(b) & IN_USE};
        visit(&seen, context);
    }
    if (heap->top < heap->end) {
        size_t size = (size_t)(heap->end - heap->top) * GRANULE;
        visit(&(struct mm_block){header(heap->top), size, payload_of(heap->top), false},
              context);
    }
}

#endif
