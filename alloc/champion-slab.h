#ifndef CHAMPION_SLAB_H
#define CHAMPION_SLAB_H

/*
 * champion-slab.h - Slots without headers, for sizes whose header would cost a granule.
 *
 * 16 bytes are a granule, with a header two. Where there are many such blocks of a class
 * (a number of granules), they are slots of a slab: a block of PAGE granules that are
 * cut into equal parts, and of a last one that says which of them are free.
 *
 *    | header | slot 0 | slot 1 | ... | slot n - 1 | struct slab | header |
 *
 * Nothing beside a slot tells that it is one. The map does: a byte for every PAGE
 * granules of the heap says where among them a slab starts. So a slab that has a granule
 * starts in the granule's page or in the one before.
 */

#include "champion-run.h"

#include <string.h>

enum { PAGE = 64, NOWHERE = 255, NO_SLOT = 255 };
enum { SLAB_SIZE = PAGE + 16 / GRANULE };

/* The end of a slab. */
struct slab {
    uint32_t next, prev; /* in the list of those with slots to give */
    uint8_t class;
    uint8_t used;  /* slots that are not free */
    uint8_t free;  /* the first free one; each holds the next in its first byte */
    uint8_t fresh; /* from this one on, none was ever used */
};

static uint32_t allocate(uint32_t size); /* in champion-quick.h */

static inline struct slab *slab_of(uint32_t b)
{
    return payload_of(b + PAGE);
}

static inline uint32_t slots_in(uint32_t class)
{
    return PAGE / class;
}

/* Do the slots of a slab save more granules than it has beside them? */
static inline bool suits_slabs(uint32_t class)
{
    uint32_t slots = class <= CLASSES ? slots_in(class) : 0;
    return slots > SLAB_SIZE - slots * class;
}

/* The slab with a slot that has this granule, or 0. What the map says cannot be
 * foretold, so there is but one branch. */
static inline uint32_t slab_around(uint32_t granule)
{
    uint32_t page = granule / PAGE, at = granule % PAGE;

    if (page >= small->pages)
        return 0;
    const uint8_t *map = small->map + page;
    uint32_t offset = map[0] <= at ? at - map[0] : at + PAGE - map[-1];
    return offset < PAGE ? granule - offset : 0;
}

/* Makes the map reach to this page: half as far again as it did, or further. */
static bool map_reach(uint32_t page)
{
    if (page < small->pages)
        return true;
    uint32_t pages = page + 1 + small->pages / 2;
    uint32_t b = allocate((uint32_t)size_for(1 + pages));
    if (!b)
        return false;
    uint8_t *map = memset(hand_out(b), NOWHERE, 1 + pages), *old = small->map;
    if (old) {
        memcpy(map, old - 1, 1 + small->pages);
        b = block_at(granule_of(old - 1));
        release(b, size_of(b));
    }
    small->map = map + 1;
    small->pages = pages;
    return true;
}

static bool slab_is_full(const struct slab *s)
{
    return s->free == NO_SLOT && s->fresh == slots_in(s->class);
}

static void slab_list(uint32_t b, struct slab *s)
{
    s->prev = 0;
    s->next = small->partial[s->class];
    if (s->next)
        slab_of(s->next)->prev = b;
    small->partial[s->class] = b;
}

static void slab_unlist(struct slab *s)
{
    if (s->next)
        slab_of(s->next)->prev = s->prev;
    if (s->prev)
        slab_of(s->prev)->next = s->next;
    else
        small->partial[s->class] = s->next;
}

/* A slab with all slots to give, or 0. */
static uint32_t slab_new(uint32_t class)
{
    uint32_t b = allocate(SLAB_SIZE);

    if (!b)
        return 0;
    if (!map_reach(b / PAGE + 1)) {
        release(b, size_of(b));
        return 0;
    }
    small->map[b / PAGE] = (uint8_t)(b % PAGE);
    *slab_of(b) = (struct slab){.class = (uint8_t) class, .free = NO_SLOT};
    slab_list(b, slab_of(b));
    return b;
}

/* The first granule of a slot, or 0 if the heap is full. */
static uint32_t slot_take(uint32_t class)
{
    uint32_t b = small->partial[class] ? small->partial[class] : slab_new(class);

    if (!b)
        return 0;
    struct slab *s = slab_of(b);
    uint32_t slot = b + class * (s->free == NO_SLOT ? s->fresh++ : s->free);
    if (s->free != NO_SLOT)
        s->free = *(uint8_t *)payload_of(slot);
    s->used++;
    if (slab_is_full(s))
        slab_unlist(s);
    return slot;
}

/* Frees a slot, and its slab if that was the last one used. */
static void slot_release(uint32_t slot)
{
    uint32_t b = slab_around(slot);
    struct slab *s = slab_of(b);

    if (slab_is_full(s))
        slab_list(b, s);
    *(uint8_t *)payload_of(slot) = s->free;
    s->free = (uint8_t)((slot - b) / s->class);
    if (--s->used == 0) {
        slab_unlist(s);
        small->map[b / PAGE] = NOWHERE;
        release(b, size_of(b));
    }
}

#endif
