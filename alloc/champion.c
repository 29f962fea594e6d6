/*
 * champion.c - Small headers, quick lists, and the best fit.
 *
 * Read the files in the order in which each includes the one before it:
 *
 *    champion-block.h   what a block is: four bytes of header, and numbers for links
 *    champion-tree.h    the large holes, by size
 *    champion-pool.h    all holes, the best fit, and how blocks come and go
 *    champion-check.h   the heap checker, and mm_walk
 *
 * This file adds the quick lists: a small block that is freed keeps its size and waits
 * for a request of it. Only when the heap would have to grow do all that wait become
 * holes. docs/champion.md tells what each part is worth.
 */

#include "champion-check.h"

#include <string.h>

/* Requests larger than this fail, and no sum made from a smaller one wraps. */
#define MAX_REQUEST ((size_t)(MAX_SIZE / (sizeof(void *) == 8 ? 1 : 4)) * GRANULE)

/* Requests up to this look into the quick lists first. */
#define QUICK_BYTES ((size_t)(QUICK - 1) * GRANULE - HEADER)

int mm_init(void)
{
    uint32_t first = first_block();

    heap = mem_sbrk((intptr_t)((size_t)first * GRANULE));
    if ((void *)heap == (void *)-1)
        return -1;
    memset(heap, 0, sizeof *heap);
    heap->end = first;
    set_top(first);
    return 0;
}

/* A block for a request that no quick list could serve, or 0. */
static uint32_t allocate(uint32_t size)
{
    uint32_t b = find_fit(size);

    if (!b && heap->end - heap->top < size && release_waiting())
        b = find_fit(size);
    if (b) {
        hole_remove(b);
        place(b, size_of(b), size);
        return b;
    }
    return grow_to(size) ? carve(size) : 0;
}

static void *malloc_slowly(size_t n)
{
    if (n == 0 || n > MAX_REQUEST)
        return NULL;
    uint32_t b = allocate((uint32_t)size_for(n));
    return b ? payload_of(b) : NULL;
}

void *mm_malloc(size_t n)
{
    if (n - 1 < QUICK_BYTES) {
        uint32_t *list = &heap->quick[size_for(n)], b = *list;
        if (b) {
            *list = links(b)->next;
            *header(b) |= IN_USE;
            return payload_of(b);
        }
    }
    return malloc_slowly(n);
}

/* The header tells cheaply of a block that is freed twice; nothing is changed then. */
static void complain(const void *p)
{
    fprintf(stderr, "champion: %p is freed, but is not in use\n", p);
}

void mm_free(void *p)
{
    if (!p)
        return;
    uint32_t b = block_of(p), size = size_of(b);
    if (!(*header(b) & IN_USE)) {
        complain(p);
    } else if (size < QUICK) {
        *header(b) &= ~(uint32_t)IN_USE;
        links(b)->next = heap->quick[size];
        heap->quick[size] = b;
    } else {
        release(b, size);
    }
}

/* Grows the heap's last block, if b is that one. */
static bool grow_last(uint32_t b, uint32_t wanted)
{
    uint32_t size = size_of(b);

    if (b + size != heap->top || !grow_to(wanted - size))
        return false;
    set_top(b + wanted);
    set_header(b, wanted, IN_USE | (*header(b) & AFTER_HOLE));
    return true;
}

/* Grows b over the hole or the wilderness after it, or also over the hole before it: its
 * new place, or 0. */
static uint32_t grow_between(uint32_t b, uint32_t wanted)
{
    uint32_t size = size_of(b), next = b + size, have = size, to = b;
    bool over_next = is_hole(next), last = next == heap->top;

    if (last)
        have += heap->end - next;
    else if (over_next)
        have += size_of(next);
    if (have < wanted && after_hole(b)) {
        to = hole_before(b);
        have += b - to;
    }
    if (have < wanted)
        return 0;
    if (over_next)
        hole_remove(next);
    if (to != b) {
        hole_remove(to);
        memmove(payload_of(to), payload_of(b), room(size));
    }
    if (last) {
        set_header(to, wanted, IN_USE | (*header(to) & AFTER_HOLE));
        set_top(to + wanted);
    } else {
        place(to, have, wanted);
    }
    return to;
}

static void *move(void *p, size_t n)
{
    void *q = mm_malloc(n);

    if (!q)
        return NULL;
    memcpy(q, p, room(size_of(block_of(p))));
    mm_free(p);
    return q;
}

void *mm_realloc(void *p, size_t n)
{
    if (!p)
        return mm_malloc(n);
    if (n == 0) {
        mm_free(p);
        return NULL;
    }
    if (n > MAX_REQUEST)
        return NULL;
    uint32_t b = block_of(p), wanted = (uint32_t)size_for(n), to;
    if (wanted <= size_of(b)) {
        place(b, size_of(b), wanted);
        return p;
    }
    to = grow_between(b, wanted);
    if (to)
        return payload_of(to);
    return grow_last(b, wanted) ? p : move(p, n);
}

void *mm_calloc(size_t count, size_t n)
{
    if (n && count > SIZE_MAX / n)
        return NULL;
    void *p = mm_malloc(count * n);
    return p ? memset(p, 0, count * n) : NULL;
}

size_t mm_usable_size(void *p)
{
    return p ? room(size_of(block_of(p))) : 0;
}

/* Makes a block of its own, and free, of what b has too much in front: the rest. */
static uint32_t cut_front(uint32_t b, uint32_t front)
{
    uint32_t size = size_of(b), flags = *header(b) & AFTER_HOLE;

    if (front == 0)
        return b;
    set_header(b + front, size - front, IN_USE);
    set_header(b, front, flags);
    release(b, front);
    return b + front;
}

/* A block that is too large by the alignment, without what is before and after. */
void *mm_memalign(size_t alignment, size_t n)
{
    if (alignment <= GRANULE)
        return mm_malloc(n);
    if (n == 0 || n > MAX_REQUEST || alignment > MAX_REQUEST - n)
        return NULL;
    uint32_t wanted = (uint32_t)size_for(n), step = (uint32_t)(alignment / GRANULE);
    uint32_t b = allocate(wanted + step + MIN_SIZE);
    if (!b)
        return NULL;
    uint32_t front = (uint32_t)(-(uintptr_t)payload_of(b) % alignment / GRANULE);
    b = cut_front(b, front > 0 && front < MIN_SIZE ? front + step : front);
    place(b, size_of(b), wanted);
    return payload_of(b);
}
