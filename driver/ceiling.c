/*
 * ceiling.c - How small a heap could be, whoever places the blocks.
 *
 * The holes are in two sorted arrays: by address to find neighbours, and by size to find
 * the best fit. Nothing is written to any heap; addresses are numbers.
 */

#include "ceiling.h"

#include "config.h"
#include "error.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct hole {
    size_t start, size;
};

struct holes {
    struct hole *items; /* sorted */
    size_t count, room;
    bool by_size;
};

/* The heap that is simulated. */
struct heap {
    size_t end;
    struct holes by_address, by_size;
    struct hole *blocks; /* of each id; size 0: none */
};

static size_t rounded(size_t n)
{
    return (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static bool precedes(const struct holes *holes, struct hole a, struct hole b)
{
    if (holes->by_size && a.size != b.size)
        return a.size < b.size;
    return a.start < b.start;
}

/* The index of the first hole that does not precede the key. */
static size_t lower_bound(const struct holes *holes, struct hole key)
{
    size_t low = 0, high = holes->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (precedes(holes, holes->items[middle], key))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void insert(struct holes *holes, struct hole hole)
{
    size_t i = lower_bound(holes, hole);

    if (holes->count == holes->room) {
        holes->room = 2 * holes->room + 64;
        holes->items = realloc(holes->items, holes->room * sizeof *holes->items);
        if (!holes->items)
            error_system("no memory");
    }
    memmove(&holes->items[i + 1], &holes->items[i],
            (holes->count++ - i) * sizeof *holes->items);
    holes->items[i] = hole;
}

static void delete (struct holes *holes, struct hole hole)
{
    size_t i = lower_bound(holes, hole);

    memmove(&holes->items[i], &holes->items[i + 1],
            (--holes->count - i) * sizeof *holes->items);
}

static void add_hole(struct heap *heap, struct hole hole)
{
    if (hole.size == 0)
        return;
    insert(&heap->by_address, hole);
    insert(&heap->by_size, hole);
}

static void remove_hole(struct heap *heap, struct hole hole)
{
    delete (&heap->by_address, hole);
    delete (&heap->by_size, hole);
}

/* The hole that starts here, of size 0 if there is none. */
static struct hole hole_at(const struct heap *heap, size_t start)
{
    size_t i = lower_bound(&heap->by_address, (struct hole){start, 0});

    if (i < heap->by_address.count && heap->by_address.items[i].start == start)
        return heap->by_address.items[i];
    return (struct hole){start, 0};
}

/* The hole that ends here, likewise. */
static struct hole hole_before(const struct heap *heap, size_t end)
{
    size_t i = lower_bound(&heap->by_address, (struct hole){end, 0});

    if (i > 0) {
        struct hole hole = heap->by_address.items[i - 1];
        if (hole.start + hole.size == end)
            return hole;
    }
    return (struct hole){end, 0};
}

static void release(struct heap *heap, struct hole block)
{
    struct hole before = hole_before(heap, block.start);
    struct hole after = hole_at(heap, block.start + block.size);

    if (block.size == 0)
        return;
    if (before.size)
        remove_hole(heap, before);
    if (after.size)
        remove_hole(heap, after);
    add_hole(heap, (struct hole){before.start, before.size + block.size + after.size});
}

/* A block at the start of a hole, or of what begins there when the heap is extended. */
static struct hole take(struct heap *heap, struct hole hole, size_t size)
{
    if (hole.size)
        remove_hole(heap, hole);
    if (hole.size < size)
        heap->end = hole.start + size;
    else
        add_hole(heap, (struct hole){hole.start + size, hole.size - size});
    return (struct hole){hole.start, size};
}

static struct hole place(struct heap *heap, size_t size)
{
    size_t i = lower_bound(&heap->by_size, (struct hole){0, size});

    if (size == 0)
        return (struct hole){0, 0};
    if (i < heap->by_size.count)
        return take(heap, heap->by_size.items[i], size);
    return take(heap, hole_before(heap, heap->end), size);
}

/* In place where it shrinks, or the hole after it is large enough or the heap's end. */
static struct hole resize(struct heap *heap, struct hole block, size_t size)
{
    size_t end = block.start + block.size;
    struct hole after = hole_at(heap, end);

    if (size <= block.size) {
        release(heap, (struct hole){block.start + size, block.size - size});
    } else if (block.size > 0 &&
               (block.size + after.size >= size || end + after.size == heap->end)) {
        take(heap, after, size - block.size);
    } else {
        struct hole moved = place(heap, size);
        release(heap, block);
        return moved;
    }
    return (struct hole){block.start, size};
}

size_t ceiling_best_fit(const struct trace *trace)
{
    struct heap heap = {.by_size = {.by_size = true}};

    heap.blocks = allocate(trace->ids + 1, sizeof *heap.blocks);
    for (size_t i = 0; i < trace->count; i++) {
        const struct request *r = &trace->requests[i];
        struct hole *block = &heap.blocks[r->id];
        if (r->op == REALLOC)
            *block = resize(&heap, *block, rounded(r->n));
        else if (r->op != FREE)
            *block = place(&heap, rounded(r->n));
        else {
            release(&heap, *block);
            block->size = 0;
        }
    }
    free(heap.blocks);
    free(heap.by_address.items);
    free(heap.by_size.items);
    return heap.end;
}

size_t ceiling_bound(const struct trace *trace)
{
    size_t *sizes = allocate(trace->ids + 1, sizeof *sizes), live = 0, most = 0;

    for (size_t i = 0; i < trace->count; i++) {
        const struct request *r = &trace->requests[i];
        live -= r->op == FREE || r->op == REALLOC ? sizes[r->id] : 0;
        sizes[r->id] = r->op == FREE ? 0 : rounded(r->n);
        live += sizes[r->id];
        most = live > most ? live : most;
    }
    free(sizes);
    most -= most > 0 ? ALIGNMENT - 1 : 0; /* the last block need not be rounded */
    return most > trace->peak ? most : trace->peak;
}
