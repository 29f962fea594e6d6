/*
 * champion.c - Small headers or none, small blocks apart, quick lists, and the best fit.
 *
 * Read the files in the order in which each includes the one before it:
 *
 *    block.h   what a block is: two bytes of header, and numbers for links
 *    table.h   the large holes: for each power of two a list, or a table of lists
 *    pool.h    all holes, the best fit, and the wilderness
 *    small.h   what must be known of small blocks
 *    run.h     fresh memory that keeps small blocks apart from larger ones
 *    slab.h    slots without headers
 *    quick.h   quick lists: coalescing is deferred
 *    place.h   where a new block comes from
 *    resize.h  blocks that grow or shrink where they are
 *    count.h   what is in the lists, for the heap checker
 *    check.h   the heap checker, and mm_walk
 *
 * docs/champion.md tells what each part is worth.
 *
 * Source: the plan, CS:APP, 9.9.14; quick lists, Weinstock and Wulf, Quick Fit, SIGPLAN
 * Notices 23 (1988); slabs, Bonwick, The slab allocator, USENIX Summer 1994.
 */

#include "check.h"

/* Requests larger than this fail, and no sum made from a smaller one wraps. */
#define MAX_REQUEST \
    (sizeof(void *) == 8 ? (size_t)(MAX_SIZE / 2) * GRANULE : (size_t)PTRDIFF_MAX / 2)

/* Requests up to this look into the quick lists first. */
#define QUICK_BYTES ((size_t)QUICK * GRANULE - HEADER)

/* So many of a list are looked through to be sure that a block is freed twice. */
enum { LOOK = 1000 };

int mm_init(void)
{
    uint32_t first = first_block();

    heap = mem_sbrk((intptr_t)((size_t)first * GRANULE));
    if ((void *)heap == (void *)-1)
        return -1;
    memset(heap, 0, sizeof *heap);
    small = (struct small *)&nothing_small;
    bins = NULL;
    set_end(first);
    set_top(first);
    return 0;
}

SLOW static void *malloc_small(size_t n)
{
    if (heap->busy)
        help_busy();
    uint32_t b = allocate_small((uint32_t)granules(n), (uint32_t)size_for(n));
    if (!b)
        return NULL;
    links(b)->prev = 0;
    return payload_of(b);
}

SLOW static void *malloc_larger(size_t n)
{
    if (n == 0 || n > MAX_REQUEST)
        return NULL;
    if (heap->busy)
        help_busy();
    uint32_t b = allocate_larger((uint32_t)size_for(n));
    if (!b)
        return NULL;
    links(b)->prev = 0;
    return hand_out(b);
}

FAST void *mm_malloc(size_t n)
{
    if (LIKELY(n - 1 < QUICK_BYTES)) {
        uint32_t b = pop(list_for(n));
        return b ? payload_of(b) : malloc_small(n);
    }
    return malloc_larger(n);
}

/* Frees a block that is not deferred. */
static void free_at_once(uint32_t b)
{
    small_died(size_of(b));
    release_block(b);
}

/* Of a block that is freed twice. Nothing is changed then. */
static void complain(uint32_t granule)
{
    fprintf(stderr, "champion: %p is freed, but is not in use\n", payload_of(granule));
}

SLOW static void free_slowly(uint32_t granule)
{
    uint32_t b = block_at(granule);

    if (granule < first_block() || granule >= heap->top || *header(b) & FREE)
        complain(granule);
    else
        free_at_once(b);
}

/* Frees what looks as if it waited already: it may be its owner's writing. */
SLOW static void free_suspect(uint32_t b, uint32_t list)
{
    uint32_t other = small->quick[list];

    for (int i = 0; other && other != b && i < LOOK; i++)
        other = links(other)->next;
    if (other == b)
        complain(b);
    else
        push(list, b, links(b));
}

FAST void mm_free(void *p)
{
    if (!p)
        return;
    uint32_t b = granule_of(p), class = class_at(b);
    uint32_t list = class ? list_of_class(class) : list_of_header(((uint16_t *)p)[-1]);

    if (list >= small->lists)
        free_slowly(b);
    else if (((struct links *)p)->prev == WAITS)
        free_suspect(b, list);
    else
        push(list, b, p);
}

static inline size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

static void *move(void *p, size_t n, size_t keep)
{
    void *q = mm_malloc(n);

    if (!q)
        return NULL;
    memcpy(q, p, keep);
    mm_free(p);
    return q;
}

/* A slot stays what it is while more than half of it is needed. */
SLOW static void *realloc_slot(void *p, size_t class, size_t n)
{
    if (granules(n) <= class && granules(n) > class / 2)
        return p;
    return move(p, n, smaller(n, class * GRANULE));
}

/* A block stays as it is while it is large enough, and not much too large. */
static inline bool is_right(uint32_t size, uint32_t wanted)
{
    return wanted <= size && size - wanted <= size / SPARE;
}

SLOW static void *realloc_block(void *p, uint32_t b, uint32_t wanted, size_t n)
{
    size_t keep = smaller(n, room(size_of(b)));

    if (heap->busy)
        help_busy();
    struct span span = reach(b, wanted);
    return span.size >= wanted ? resize(b, span, wanted, keep) : move(p, n, keep);
}

SLOW static void *realloc_slowly(void *p, size_t n)
{
    if (!p)
        return mm_malloc(n);
    if (n == 0)
        mm_free(p);
    return NULL;
}

FAST void *mm_realloc(void *p, size_t n)
{
    if (!p || n == 0 || n > MAX_REQUEST)
        return realloc_slowly(p, n);
    uint32_t granule = granule_of(p), class = class_at(granule);
    if (class)
        return realloc_slot(p, class, n);
    uint32_t b = block_at(granule), wanted = (uint32_t)size_for(n);
    return is_right(size_of(b), wanted) ? p : realloc_block(p, b, wanted, n);
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
    if (!p)
        return 0;
    uint32_t granule = granule_of(p), class = class_at(granule);
    return class ? (size_t) class * GRANULE : room(size_of(block_at(granule)));
}

/* Makes a block of its own, and free, of what b has too much in front: the rest. */
static uint32_t cut_front(uint32_t b, uint32_t front)
{
    uint32_t size = size_of(b), flags = *header(b) & AFTER_HOLE;

    if (front == 0)
        return b;
    set_header(b + front, size - front, 0);
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
    if (heap->busy)
        help_busy();
    uint32_t wanted = (uint32_t)size_for(n), step = (uint32_t)(alignment / GRANULE);
    uint32_t b = allocate(wanted + step + MIN_SIZE);
    if (!b)
        return NULL;
    uint32_t front =
        (uint32_t)(-(uintptr_t)user_payload(b, wanted) % alignment / GRANULE);
    b = cut_front(b, front > 0 && front < MIN_SIZE ? front + step : front);
    place(b, size_of(b), wanted);
    links(b)->prev = 0;
    return hand_out(b);
}
