#ifndef CHAMPION_SLAB_H
#define CHAMPION_SLAB_H

/*
 * slab.h - Slots without headers, for sizes whose header would cost a granule.
 *
 * 16 bytes are a granule, with a header two. Where there are many such blocks of a class
 * (a number of granules), they are slots of a slab. It is a block: as many slots as fill
 * PAGE granules or a little more, and at its end what says which of them are free.
 *
 *    | header | slot 0 | slot 1 | ... | slot n - 1 | struct slab | header |
 *
 * Nothing beside a slot tells that it is one. The map does: for every PAGE granules of
 * the heap it says where among them a slab starts, and of which class. No slab is
 * shorter than that, so there is at most one; and no slot starts PAGE granules after its
 * slab or later, so each starts in the same page as its slab, or in the next. The map
 * begins with an entry for the page before the first, where no slab starts.
 */

#include "run.h"

#include <string.h>

enum {
    PAGE = 64,
    NOWHERE = 255,      /* further than a page from any granule */
    NO_SLOT = 255,      /* more than there are in a slab */
    SLAB_END = MIN_SIZE /* granules of struct slab and the next header */
};

/* Whether, and where, a slab starts among the granules of a page. */
struct page {
    uint8_t start; /* or NOWHERE */
    uint8_t class;
};

/* The end of a slab. Slots are counted from there, by numbers from 0. */
struct slab {
    uint32_t next, prev; /* ends of others of the class with slots to give */
    uint8_t used;        /* slots that are not free */
    uint8_t free;        /* the first free one; each holds the next in its first byte */
    uint8_t fresh;       /* the slots with numbers below this were never used */
};

_Static_assert(sizeof(struct slab) <= SLAB_END * GRANULE - HEADER, "a slab has an end");

static uint32_t allocate(uint32_t size); /* in place.h */

static inline uint32_t slots_in(uint32_t class)
{
    return (PAGE + class - 1) / class;
}

static inline uint32_t slab_size(uint32_t class)
{
    return slots_in(class) * class + SLAB_END;
}

static inline bool is_slab(uint32_t b)
{
    return b / PAGE < small->pages && small->map[b / PAGE].start == b % PAGE;
}

/* The class of a slab's slots. */
static inline uint32_t class_of(uint32_t slab)
{
    return small->map[slab / PAGE].class;
}

/* Where the end of a slab is that starts here. */
static inline uint32_t end_of(uint32_t slab)
{
    return slab + slab_size(class_of(slab)) - SLAB_END;
}

static inline struct slab *slab_at(uint32_t end)
{
    return payload_of(end);
}

static inline uint32_t slot_at(uint32_t end, uint32_t class, uint32_t number)
{
    return end - (number + 1) * class;
}

/* What the map says of the slab with a slot that starts here, or NULL. */
static inline const struct page *page_of(uint32_t slot)
{
    uint32_t page = slot / PAGE, at = slot % PAGE;

    if (page >= small->pages)
        return NULL;
    const struct page *map = small->map + page;
    if (map[0].start <= at)
        return map;
    return at + PAGE - map[-1].start < PAGE ? map - 1 : NULL;
}

/* The class of the slot that starts here, or 0 if none does. */
static inline uint32_t class_at(uint32_t slot)
{
    const struct page *page = page_of(slot);
    return page ? page->class : 0;
}

/* The slab with this slot. */
static inline uint32_t slab_around(uint32_t slot)
{
    const struct page *page = page_of(slot);
    return (uint32_t)(page - small->map) * PAGE + page->start;
}

static inline size_t map_bytes(uint32_t pages)
{
    return (1 + (size_t)pages) * sizeof(struct page);
}

/* Makes the map reach to this page: half as far again as it did, or further. */
static bool map_reach(uint32_t page)
{
    if (page < small->pages)
        return true;
    uint32_t pages = page + 1 + small->pages / 2, b;
    struct page *map, *old;
    if (!(b = allocate((uint32_t)size_for(map_bytes(pages)))))
        return false;
    old = small->map;
    map = memset(hand_out(b), NOWHERE, map_bytes(pages));
    if (old) {
        memcpy(map, old - 1, map_bytes(small->pages));
        b = block_at(granule_of(old - 1));
        release(b, size_of(b));
    }
    small->map = map + 1;
    small->pages = pages;
    return true;
}

/* Slides the map down over the hole before it, which so joins the one behind it. */
static void map_slide(void)
{
    uint32_t b = small->map ? block_at(granule_of(small->map - 1)) : 0;

    if (!b || !after_hole(b))
        return;
    uint32_t start = hole_before(b), size = size_of(b), all = b - start + size;
    unfile(start, b - start);
    heap->free -= b - start;
    set_header(start, all, 0);
    memmove(user_payload(start, size), small->map - 1, map_bytes(small->pages));
    place(start, all, size);
    small->map = (struct page *)hand_out(start) + 1;
}

static inline bool slab_is_full(const struct slab *s)
{
    return s->free == NO_SLOT && s->fresh == 0;
}

static void slab_list(uint32_t end, uint32_t class)
{
    struct slab *s = slab_at(end);

    s->prev = 0;
    s->next = small->partial[class];
    if (s->next)
        slab_at(s->next)->prev = end;
    small->partial[class] = end;
}

static void slab_unlist(const struct slab *s, uint32_t class)
{
    if (s->next)
        slab_at(s->next)->prev = s->prev;
    if (s->prev)
        slab_at(s->prev)->next = s->next;
    else
        small->partial[class] = s->next;
}

/* Puts a slab with all slots to give into the list of its class; false if the heap is
 * full. */
static bool slab_new(uint32_t class)
{
    uint32_t b = allocate(slab_size(class));

    if (!b)
        return false;
    if (!map_reach(b / PAGE + 1)) {
        release(b, size_of(b));
        return false;
    }
    small->map[b / PAGE] = (struct page){(uint8_t)(b % PAGE), (uint8_t) class};
    *slab_at(end_of(b)) =
        (struct slab){.free = NO_SLOT, .fresh = (uint8_t)slots_in(class)};
    slab_list(end_of(b), class);
    return true;
}

/* The first granule of a slot, or 0 if the heap is full. */
static uint32_t slot_take(uint32_t class)
{
    if (!small->partial[class] && !slab_new(class))
        return 0;
    uint32_t end = small->partial[class];
    struct slab *s = slab_at(end);
    uint8_t number = s->free, fresh = s->fresh;
    uint32_t slot = slot_at(end, class, number == NO_SLOT ? --fresh : number);
    if (number != NO_SLOT)
        number = *(uint8_t *)payload_of(slot);
    s->free = number;
    s->fresh = fresh;
    s->used++;
    if (number == NO_SLOT && fresh == 0)
        slab_unlist(s, class);
    return slot;
}

/* Frees a slot, and its slab if that was the last one used. */
static void slot_release(uint32_t slot)
{
    uint32_t b = slab_around(slot), class = class_of(b), end = end_of(b);
    struct slab *s = slab_at(end);

    if (slab_is_full(s))
        slab_list(end, class);
    *(uint8_t *)payload_of(slot) = s->free;
    s->free = (uint8_t)((end - slot) / class - 1);
    if (--s->used == 0) {
        slab_unlist(s, class);
        small->map[b / PAGE].start = NOWHERE;
        release(b, size_of(b));
    }
}

#endif
