/*
 * buddy.c - Binary buddies: a block is split in halves, and only these become one again.
 *
 * A block of 2^k bytes stands a multiple of 2^k bytes behind the first one, so its
 * buddy, the other half of what it was split from, is found by changing one bit of
 * its offset. Nothing is searched; but a request of 2^k bytes and one takes 2^(k+1).
 *
 *    offset    0         64        128                 256
 *              | 64 used | 64 free | 128 free          | 256 used ...
 *                '-- buddies --'
 *                '------- of one size: buddies ------'
 *
 * Source: CS:APP, 9.9.14; Knowlton, A fast storage allocator, Communications of the
 * ACM 8 (1965).
 */

#include "powers.h"

/* The other half, if there is one in the heap, free and whole. */
static struct block *free_buddy(struct block *b)
{
    size_t size = block_size(b), offset = offset_of(b) ^ size;

    if (offset + size > blocks_end || block_at(offset)->header != size)
        return NULL;
    return block_at(offset);
}

static void release(struct block *b)
{
    struct block *buddy;

    b->header &= ~(size_t)IN_USE;
    while ((buddy = free_buddy(b)) != NULL) {
        list_remove(buddy);
        if (buddy < b)
            b = buddy;
        b->header = 2 * block_size(b);
    }
    set_free(b, block_size(b));
}

static struct block *find_fit(size_t size)
{
    struct block *b = take(size, LARGEST);

    while (b && block_size(b) > size) {
        size_t half = block_size(b) / 2;
        set_free(block_at(offset_of(b) + half), half);
        b->header = half | IN_USE;
    }
    return b;
}

/* The next block of the heap, which has room for it. */
static struct block *append(size_t size)
{
    struct block *b = block_at(blocks_end);

    b->header = size | IN_USE;
    blocks_end += size;
    return b;
}

/* A block starts at a multiple of its size: what lies before that is freed, in the
 * largest blocks that may stand there. */
static struct block *extend(size_t size)
{
    size_t gap = -blocks_end & (size - 1);

    if (mem_sbrk((intptr_t)(gap + size)) == (void *)-1)
        return NULL;
    while (blocks_end & (size - 1))
        release(append(blocks_end & -blocks_end));
    return append(size);
}

static const char *fault_of(struct block *b)
{
    if (offset_of(b) % block_size(b))
        return "it does not stand at a multiple of its size";
    if (!block_in_use(b) && free_buddy(b))
        return "it and its buddy are both free";
    return NULL;
}
