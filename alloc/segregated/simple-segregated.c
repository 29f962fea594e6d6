/*
 * simple-segregated.c - Simple segregated storage: a block keeps its size for ever.
 *
 * The heap is extended by a chunk at a time, which becomes blocks of one size. They are
 * never split and never coalesced: malloc and free take constant time, and memory
 * that was of one size is lost for all others.
 *
 * Source: CS:APP, 9.9.14.
 */

#include "powers.h"

enum { CHUNK = 4096 };

static void release(struct block *b)
{
    set_free(b, block_size(b));
}

static struct block *find_fit(size_t size)
{
    return take(size, size);
}

/* Blocks of one size, the first in use and the others free; only one if the heap has
 * no room for a chunk. */
static struct block *extend(size_t size)
{
    size_t bytes = size < CHUNK ? CHUNK : size;

    if (mem_sbrk((intptr_t)bytes) == (void *)-1) {
        bytes = size;
        if (mem_sbrk((intptr_t)bytes) == (void *)-1)
            return NULL;
    }
    struct block *b = block_at(blocks_end);
    for (size_t at = blocks_end + size; at < blocks_end + bytes; at += size)
        set_free(block_at(at), size);
    b->header = size | IN_USE;
    blocks_end += bytes;
    return b;
}

static const char *fault_of(struct block *b)
{
    (void)b;
    return NULL;
}
