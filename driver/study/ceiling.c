/*
 * ceiling.c - How small a heap could be, whoever places the blocks.
 *
 * The holes are in two trees: by address to find neighbours, and by size to find the
 * best fit. Nothing is written to any heap; addresses are numbers.
 */

#define _GNU_SOURCE /* tdestroy */

#include "study/ceiling.h"

#include "base/error.h"
#include "config.h"

#include <search.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct hole {
    size_t start, size;
};

struct holes {
    void *tree; /* tsearch's, balanced */
    int (*order)(const void *key, const void *item);
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

/* What the last search has passed nearest to its key: the hole before it in the order,
 * and the first that is not; NULL if there is none. */
static struct {
    struct hole *before, *from;
} near;

static int noted(bool precedes, bool equals, struct hole *hole)
{
    if (precedes || equals)
        near.from = hole;
    else
        near.before = hole;
    return equals ? 0 : precedes ? -1 : 1;
}

static int by_address(const void *key, const void *item)
{
    const struct hole *a = key, *b = item;

    return noted(a->start < b->start, a->start == b->start, (struct hole *)item);
}

static int by_size(const void *key, const void *item)
{
    const struct hole *a = key, *b = item;

    if (a->size == b->size)
        return by_address(key, item);
    return noted(a->size < b->size, false, (struct hole *)item);
}

static void look_for(const struct holes *holes, struct hole key)
{
    near.before = near.from = NULL;
    tfind(&key, &holes->tree, holes->order);
}

static void insert(struct holes *holes, struct hole hole)
{
    struct hole *item = allocate(1, sizeof *item);

    *item = hole;
    if (!tsearch(item, &holes->tree, holes->order))
        error_system("no memory");
}

static void delete (struct holes *holes, struct hole hole)
{
    look_for(holes, hole);
    struct hole *item = near.from;
    tdelete(item, &holes->tree, holes->order);
    free(item);
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
    look_for(&heap->by_address, (struct hole){start, 0});
    if (near.from && near.from->start == start)
        return *near.from;
    return (struct hole){start, 0};
}

/* The hole that ends here, likewise: none starts here then, or they would be one. */
static struct hole hole_before(const struct heap *heap, size_t end)
{
    look_for(&heap->by_address, (struct hole){end, 0});
    if (near.before && near.before->start + near.before->size == end)
        return *near.before;
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
    if (size == 0)
        return (struct hole){0, 0};
    look_for(&heap->by_size, (struct hole){0, size});
    if (near.from)
        return take(heap, *near.from, size);
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
    struct heap heap = {.by_address = {NULL, by_address}, .by_size = {NULL, by_size}};

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
    tdestroy(heap.by_address.tree, free);
    tdestroy(heap.by_size.tree, free);
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
