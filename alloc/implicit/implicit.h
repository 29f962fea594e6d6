/*
 * implicit.h - No list: free blocks are found by walking the heap.
 *
 * A file that includes this one says with FIT which block a request gets:
 * heap_first_fit, heap_next_fit or heap_best_fit.
 */

#include "alloc/records.h"

static struct block *rover; /* where the last search ended; always a block */

static inline struct block *fit_between(struct block *from, struct block *to, size_t size)
{
    for (struct block *b = from; b != to && block_size(b) > 0; b = block_next(b))
        if (!block_in_use(b) && block_size(b) >= size)
            return b;
    return NULL;
}

static inline struct block *heap_first_fit(size_t size)
{
    return fit_between(first_block(), NULL, size);
}

static inline struct block *heap_next_fit(size_t size)
{
    struct block *b = fit_between(rover, NULL, size);

    if (!b)
        b = fit_between(first_block(), rover, size);
    if (b)
        rover = b;
    return b;
}

static inline struct block *heap_best_fit(size_t size)
{
    struct block *best = NULL;

    for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b))
        if (!block_in_use(b) && block_size(b) >= size &&
            (!best || block_size(b) < block_size(best)))
            best = b;
    return best;
}

static void init_free(void)
{
    rover = first_block();
}

/* The rover must not be left inside a block that others were joined into. */
static void insert_free(struct block *b)
{
    if (b < rover && rover < block_next(b))
        rover = b;
}

static void remove_free(struct block *b)
{
    if (rover == b)
        rover = block_next(b);
}

static struct block *find_fit(size_t size)
{
    return FIT(size);
}

static long count_free(void)
{
    long count = 0;

    for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b))
        count += !block_in_use(b);
    return count;
}

#include "alloc/core.h"
