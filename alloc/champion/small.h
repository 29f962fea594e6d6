#ifndef CHAMPION_SMALL_H
#define CHAMPION_SMALL_H

/*
 * small.h - What is known only of heaps with many small blocks.
 *
 * It is a block of the heap, made when MANY small ones are in use or the heap is PLENTY
 * times as large, unless it were more than a LIGHT'th part of the heap. Until then a
 * constant without lists stands for it: so the fast paths need not ask whether it is
 * there, and heaps of few blocks do not pay for it.
 */

#include "pool.h"

enum {
    MANY = 32,         /* small blocks make it worth its bytes, */
    SMALL = 24,        /* ... of at most this size, */
    LIGHT = 8,         /* ... if they are such a part of the heap */
    CLASSES = 16,      /* the largest size of the slots of slabs (slab.h) */
    QUICK = 32,        /* the largest size of deferred blocks (quick.h) */
    LISTS = 2 * QUICK, /* quick lists */
    GROUPS = 7         /* of runs (run.h) */
};

/* What is left of a run is a block in use that nobody has asked for. */
struct run {
    uint32_t next, end;
};

struct small {
    uint32_t lists;                /* LISTS, or 0: nothing is deferred */
    uint32_t quick[LISTS];         /* the first of each quick list */
    uint32_t pushed;               /* half granules deferred since the last release */
    struct run run[GROUPS];        /* fresh memory */
    uint32_t partial[CLASSES + 1]; /* ends of slabs with slots to give, by class */
    uint8_t wasted[QUICK];         /* blocks whose header costs a granule, by class */
    struct page *map;              /* where slabs are, from page -1 on */
    uint32_t pages;                /* of the map */
};

static const struct small nothing_small;
static struct small *small;

static inline bool has_small(void)
{
    return small->lists != 0;
}

#endif
