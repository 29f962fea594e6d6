#ifndef BLOCK_H
#define BLOCK_H

/*
 * block.h - What a block looks like, and how to reach its neighbours.
 *
 * The heap is a row of blocks with nothing between them:
 *
 *    in use    | header | payload ...                        |
 *    free      | header | next | prev | ...          | footer |
 *
 * header    the size of the whole block, a multiple of ALIGNMENT, whose two
 *           low bits say whether this block, and the block before it, is in use
 * footer    the size again, so that the block after a free one can find it
 * next,     where a free list links it; what they mean is the list's business,
 * prev      not ours
 *
 * With FOOTERS, blocks in use have a footer too. That costs a word for each: it
 * is the layout of the book's figure 9.39, kept to be compared.
 *
 * A size is always of a whole block. What a caller asks for is called n, and
 * block_size_for is the only way from one to the other.
 */

#include "config.h"
#include "memlib.h"

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef FOOTERS
#define FOOTERS 0
#endif

enum { WORD = sizeof(size_t) };

enum { IN_USE = 1, PREV_IN_USE = 2, FLAGS = ALIGNMENT - 1 };

struct block {
    size_t header;
    struct block *next; /* next and prev hold payload while in use */
    struct block *prev;
};

/* What a free block must hold. */
enum { MIN_BLOCK = (sizeof(struct block) + WORD + FLAGS) / ALIGNMENT * ALIGNMENT };

/* What a block in use cannot give to its payload. */
enum { OVERHEAD = FOOTERS ? 2 * WORD : WORD };

static inline size_t block_size(const struct block *b)
{
    return b->header & ~(size_t)FLAGS;
}

static inline bool block_in_use(const struct block *b)
{
    return b->header & IN_USE;
}

static inline bool block_prev_in_use(const struct block *b)
{
    return b->header & PREV_IN_USE;
}

static inline void *block_payload(struct block *b)
{
    return (char *)b + WORD;
}

static inline struct block *block_of(void *payload)
{
    return (struct block *)((char *)payload - WORD);
}

static inline struct block *block_next(struct block *b)
{
    return (struct block *)((char *)b + block_size(b));
}

static inline size_t *block_footer(struct block *b)
{
    return (size_t *)block_next(b) - 1;
}

/* The block before b, found by its footer: it must have one. */
static inline struct block *block_prev(struct block *b)
{
    assert(FOOTERS || !block_prev_in_use(b));
    return (struct block *)((char *)b - ((size_t *)b)[-1]);
}

/* The size of a block whose payload holds n bytes. */
static inline size_t block_size_for(size_t n)
{
    size_t size = (n + OVERHEAD + FLAGS) & ~(size_t)FLAGS;
    return size < MIN_BLOCK ? MIN_BLOCK : size;
}

/* How many bytes of payload b holds. */
static inline size_t block_room(const struct block *b)
{
    return block_size(b) - OVERHEAD;
}

/* May a link lead here? What stands there can then be looked at. */
static inline bool is_place_of_block(const struct block *b)
{
    const char *lo = mem_heap_lo(), *at = (const char *)b;

    return at >= lo && at + MIN_BLOCK <= lo + mem_heapsize() &&
           ((uintptr_t)b + WORD) % ALIGNMENT == 0;
}

/* Makes b a block of this size, in use or free, and tells the block after it.
 * All changes to headers and footers are made here. */
static inline void block_set(struct block *b, size_t size, bool in_use)
{
    assert(size % ALIGNMENT == 0 && size >= MIN_BLOCK);
    b->header = size | (b->header & PREV_IN_USE) | (in_use ? IN_USE : 0);
    if (FOOTERS || !in_use)
        *block_footer(b) = size;
    struct block *next = block_next(b);
    next->header = (next->header & ~(size_t)PREV_IN_USE) | (in_use ? PREV_IN_USE : 0);
}

#endif
