#ifndef INDEX_H
#define INDEX_H

/*
 * index.h - Which block an address lies in.
 *
 * The heap is cut into cards of equal size. For each card the index has the block that
 * its first byte is in, and from there it is a few steps to any byte of the card:
 *
 *    blocks    | a    | b                      | c | d  | e
 *    cards     |            |            |            |
 *    index      a            b            b            e
 *
 * It is made anew for each collection, in a walk through the heap.
 */

#include "alloc/records.h"

enum { CARD = 256 /* bytes */ };

/* Of each card: how many ALIGNMENTs into the heap its block's payload is. */
static uint32_t *cards;

/* Bytes of the index of a heap of this size. */
static size_t index_size(size_t heap)
{
    return (heap / CARD + 1) * sizeof *cards;
}

static size_t offset_of(const void *p)
{
    return (size_t)((const char *)p - (const char *)mem_heap_lo());
}

static size_t first_card_from(const void *p)
{
    return (offset_of(p) + CARD - 1) / CARD;
}

/* In memory that is large enough. */
static void index_make(void *memory)
{
    cards = memory;
    for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b)) {
        uint32_t number = (uint32_t)(offset_of(block_payload(b)) / ALIGNMENT);
        size_t end = first_card_from(block_next(b));
        for (size_t card = first_card_from(b); card < end; card++)
            cards[card] = number;
    }
}

/* The block in use whose payload has this byte, or NULL. */
static struct block *index_find(const char *address)
{
    const char *lo = mem_heap_lo();

    if (address < (char *)block_payload(first_block()) || address >= lo + mem_heapsize())
        return NULL;
    size_t card = offset_of(address) / CARD;
    struct block *b = first_block();
    if (card >= first_card_from(b))
        b = block_of((char *)mem_heap_lo() + (size_t)cards[card] * ALIGNMENT);
    while (block_size(b) > 0 && (char *)block_next(b) <= address)
        b = block_next(b);
    bool is_found = block_size(b) > 0 && block_in_use(b);
    return is_found && address >= (char *)block_payload(b) ? b : NULL;
}

#endif
