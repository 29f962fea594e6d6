/*
 * collector.h - Segregated fits, whose free blocks are found, not told: mark and sweep.
 *
 * A file that includes this one says with LAZY whether the heap is swept only as far as a
 * request needs it (1), or all at once (0).
 *
 * When no free block fits, and enough was allocated since the last time, what can be
 * reached is marked (mark.h). Then the sweep goes through the heap, frees what is in use
 * and not marked, and clears the marks that it passes:
 *
 *    swept, no marks         | not yet: in use without a mark is garbage
 *                            ' sweeper
 *
 * Where there are no roots nothing is collected: it is segregated-fine then.
 */

#include "alloc/block.h"

/* Collects when as many bytes were allocated as this part of what was reachable the last
 * time, and no less than the second number. More memory, or more work: the first one
 * says. */
enum { PART = 2, LEAST = 1 << 12 };

static struct block *sweeper; /* the first block that is not swept, or NULL */
static size_t allocated;      /* bytes since the last collection */
static size_t reachable;      /* bytes at the last collection */

static bool collect_if_due(size_t size);
static void finish(struct block *b, size_t n);

#define COLLECT collect_if_due
#define FINISH finish

#define CLASSES FINE
#define CLASS fine
#define ORDER lifo
#define FIT first_fit
#define init_free init_lists
#define insert_free insert_into_list
#define remove_free remove_from_list
#include "alloc/segregated/lists.h"
#undef init_free
#undef insert_free
#undef remove_free

static void init_free(void)
{
    init_lists();
    sweeper = NULL;
    allocated = reachable = 0;
}

/* The sweeper must not be left inside a block that others were joined into. */
static void insert_free(struct block *b)
{
    insert_into_list(b);
    if (b < sweeper && sweeper < block_next(b))
        sweeper = b;
}

/* Links that are left in memory that is used again would look like references. */
static void remove_free(struct block *b)
{
    remove_from_list(b);
    b->next = b->prev = NULL;
    if (sweeper == b)
        sweeper = block_next(b);
}

#include "alloc/core.h"
#include "mark.h"

/* What the program will not write must not hold what was there before. A block that the
 * sweep will come to needs a mark, or it would be taken for garbage. */
static void finish(struct block *b, size_t n)
{
    memset((char *)block_payload(b) + n, 0, block_room(b) - n);
    allocated += block_size(b);
    if (sweeper && b >= sweeper)
        set_mark(b);
}

static struct block *release(struct block *b)
{
    block_set(b, block_size(b), false);
    b = coalesce(b);
    insert_free(b);
    return b;
}

/* One block. The size of the free block that it has come to, or 0. */
static size_t sweep_block(void)
{
    struct block *b = sweeper;
    size_t size = 0;

    if (is_marked(b)) {
        clear_mark(b);
        reachable += block_size(b);
    } else if (block_in_use(b)) {
        b = release(b);
        size = block_size(b);
    }
    sweeper = block_next(b);
    return size;
}

/* Sweeps until there is a free block of at least this size; says whether there is. */
static bool sweep(size_t size)
{
    while (sweeper && block_size(sweeper) > 0)
        if (sweep_block() >= size)
            return true;
    sweeper = NULL;
    return false;
}

/* Marks, so that the heap can be swept. What this needs is a block of the heap, which is
 * free again afterwards; when the heap is full it does with a little of the stack. */
static void mark(void)
{
    struct block *spare[2 * STACK];
    size_t size = block_size_for(space_for_marking());
    struct block *b = find_fit(size);

    if (!b)
        b = extend(size);
    if (b) {
        void *memory = place(b, size);
        mark_all(memory, size - OVERHEAD);
        mm_free(memory);
    } else {
        mark_all(spare, sizeof spare);
    }
    sweeper = first_block();
    allocated = reachable = 0;
}

static bool is_due(void)
{
    return mem_roots_lo() && allocated >= LEAST && allocated >= reachable / PART;
}

static bool collect_if_due(size_t size)
{
    size_t enough = LAZY ? size : SIZE_MAX;

    if (sweep(enough))
        return true;
    if (!is_due())
        return false;
    mark();
    return sweep(enough) || !LAZY;
}

static size_t free_bytes(void)
{
    size_t bytes = 0;

    for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b))
        bytes += block_in_use(b) ? 0 : block_size(b);
    return bytes;
}

size_t mm_collect(void)
{
    size_t before = free_bytes(), heap = mem_heapsize();

    sweep(SIZE_MAX);
    if (!mem_roots_lo())
        return 0;
    mark();
    sweep(SIZE_MAX);
    return free_bytes() - before - (mem_heapsize() - heap);
}
