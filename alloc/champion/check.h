#ifndef CHAMPION_CHECK_H
#define CHAMPION_CHECK_H

/*
 * check.h - The heap checker, and mm_walk.
 *
 * A heap is sound when its blocks fill it up to the wilderness; when no hole has a hole
 * or the wilderness beside it; when each hole is where one of its size is looked for,
 * each slab in the map, and in the list of its class if it has slots to give, and when
 * the quick lists have nothing but deferred blocks of their sizes. A block in use may
 * hold what a deferred one does, so its payload is not asked; mm_walk, which has to,
 * takes the one for the other where the owner wrote WAITS.
 */

#include "count.h"
#include "mm.h"

#include <stdio.h>

/* What a walk over all blocks finds. */
struct census {
    long holes, slabs, partial, runs;
    uint32_t free;      /* granules of holes */
    long wasted[QUICK]; /* headers that cost a granule, by class */
};

static bool wrong(int line, uint32_t b, const char *what)
{
    fprintf(stderr, "line %d: the block with payload %p: %s\n", line, payload_of(b),
            what);
    return false;
}

/* Is b what is left of a run? */
static bool is_run(uint32_t b)
{
    for (int i = 0; i < GROUPS; i++)
        if (small->run[i].next == b && left_of(&small->run[i]) == size_of(b))
            return true;
    return false;
}

static bool is_waiting(uint32_t b, uint32_t size)
{
    return has_small() && size <= QUICK && !is_run(b) && links(b)->prev == WAITS;
}

/* Marks the free slots of a slab: true if their list is sound. */
static bool mark_free(uint32_t b, bool is_free[PAGE])
{
    const struct slab *s = slab_at(end_of(b));
    uint32_t slots = slots_in(class_of(b)), i = s->free;

    memset(is_free, 0, PAGE);
    if (s->fresh > slots)
        return false;
    memset(is_free, 1, s->fresh);
    for (int left = (int)slots - s->fresh - s->used; left > 0; left--) {
        if (i >= slots || is_free[i])
            return false;
        is_free[i] = true;
        i = *(uint8_t *)payload_of(slot_at(end_of(b), class_of(b), i));
    }
    return i == NO_SLOT;
}

static bool slot_waits(uint32_t b, uint32_t number)
{
    return links(slot_at(end_of(b), class_of(b), number))->prev == WAITS;
}

/* What is wrong with a slab, or NULL. */
static const char *fault_of_slab(uint32_t b, struct census *census)
{
    uint32_t class = class_of(b);
    bool is_free[PAGE];

    if (class == 0 || class > CLASSES || size_of(b) - slab_size(class) >= MIN_SIZE)
        return "its size is not that of a slab of its class";
    const struct slab *s = slab_at(end_of(b));
    if (s->fresh + s->used > (int)slots_in(class) || s->used == 0)
        return "it has not so many slots";
    if (!mark_free(b, is_free))
        return "its free slots are not in a list";
    census->slabs++;
    census->partial += !slab_is_full(s);
    return NULL;
}

/* What is wrong with a hole, or NULL. */
static const char *fault_of_hole(uint32_t b, uint32_t size)
{
    if (hole_before(b + size) != b)
        return "its footer differs from its header";
    if (after_hole(b) || b + size == heap->top)
        return "it is free, and so is its neighbour";
    return NULL;
}

/* What is wrong with the flags of a block in use, or NULL. */
static const char *fault_of_flags(uint32_t b, uint32_t size, struct census *census)
{
    if (*header(b) & SHIFTED ||
        (size >= LARGE && !is_run(b) && *header(b + PREFIX) != SHIFTED))
        return "its payload does not begin where the flags say";
    if (!(*header(b) & WASTEFUL))
        return NULL;
    if (size < 2 || size > QUICK)
        return "the header of no such block costs a granule";
    census->wasted[size - 1]++;
    return NULL;
}

/* What is wrong with b in itself, or NULL. */
static const char *fault_of(uint32_t b, struct census *census)
{
    uint32_t size = size_of(b);

    if (size < MIN_SIZE || size > heap->top - b)
        return "its size cannot be right";
    if (is_hole(b) != after_hole(b + size))
        return "its header and the next one differ on whether it is free";
    if (is_hole(b)) {
        census->holes++;
        census->free += size;
        return fault_of_hole(b, size);
    }
    const char *fault = fault_of_flags(b, size, census);
    if (fault || is_slab(b))
        return fault ? fault : fault_of_slab(b, census);
    census->runs += is_run(b);
    return NULL;
}

bool mm_checkheap(int line)
{
    struct census census = {0};
    uint32_t b = first_block();

    if (!is_map_sound())
        return wrong(line, b, "what follows has a map of slabs that is none");
    if (after_hole(b))
        return wrong(line, b, "no hole is before it");
    for (; b < heap->top; b += size_of(b)) {
        const char *fault = fault_of(b, &census);
        if (fault)
            return wrong(line, b, fault);
    }
    if (b != heap->top || heap->top > heap->end || *header(b) != 0 ||
        (size_t)heap->end * GRANULE != mem_heapsize())
        return wrong(line, b, "the wilderness does not begin here, or end with the heap");
    if (count_holes() != census.holes || heap->free != census.free)
        return wrong(line, b, "the holes before it are not those of the pool");
    if (count_mapped() != census.slabs || count_partial() != census.partial)
        return wrong(line, b, "the slabs before it are not those of the map and lists");
    for (uint32_t class = 0; class < QUICK; class ++)
        if (small->wasted[class] != census.wasted[class])
            return wrong(line, b, "the headers before it waste not what was counted");
    if (count_runs() != census.runs)
        return wrong(line, b, "what is left of the runs is not before it");
    if (count_waiting() < 0)
        return wrong(line, b, "what is in the quick lists before it does not wait there");
    return true;
}

static void walk_slab(uint32_t b,
                      void (*visit)(const struct mm_block *block, void *context),
                      void *context)
{
    uint32_t class = class_of(b);
    bool is_free[PAGE];

    mark_free(b, is_free);
    for (uint32_t i = slots_in(class); i-- > 0;) {
        void *slot = payload_of(slot_at(end_of(b), class, i));
        bool in_use = !is_free[i] && !slot_waits(b, i);
        visit(&(struct mm_block){slot, (size_t) class * GRANULE, slot, in_use}, context);
    }
}

static void walk_block(uint32_t b,
                       void (*visit)(const struct mm_block *block, void *context),
                       void *context)
{
    uint32_t size = size_of(b);
    bool in_use = !is_hole(b) && !is_run(b) && !is_waiting(b, size);

    visit(&(struct mm_block){header(b), (size_t)size * GRANULE, user_payload(b, size),
                             in_use},
          context);
}

void mm_walk(void (*visit)(const struct mm_block *block, void *context), void *context)
{
    for (uint32_t b = first_block(); b < heap->top; b += size_of(b))
        if (is_slab(b))
            walk_slab(b, visit, context);
        else
            walk_block(b, visit, context);
    if (heap->top < heap->end) {
        size_t size = (size_t)(heap->end - heap->top) * GRANULE;
        visit(&(struct mm_block){header(heap->top), size, payload_of(heap->top), false},
              context);
    }
}

#endif
