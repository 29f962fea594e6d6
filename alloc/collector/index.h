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

/* A card has 2 to the power of so many bytes; more, where there is little memory. */
enum { CARD_BITS = 8 };

static int card_bits;

/* Of each card: how many ALIGNMENTs into the heap its block's payload is. */
static uint32_t *cards;

static char *start;     /* its first byte */
static char *lowest;    /* the first byte of the first payload */
static size_t payloads; /* bytes from there to the epilogue */

/* Bytes of the index of a heap of so many bytes, with cards of the usual size. */
static size_t index_size(size_t bytes)
{
    return ((bytes >> CARD_BITS) + 1) * sizeof *cards;
}

static size_t offset_of(const void *p)
{
    return (size_t)((const char *)p - start);
}

static size_t first_card_from(const void *p)
{
    return (offset_of(p) + ((size_t)1 << card_bits) - 1) >> card_bits;
}

/* The least cards with which the index has no more than so many entries. */
static int fitting_card_bits(size_t entries)
{
    int bits = CARD_BITS;

    while (mem_heapsize() >> bits >= entries)
        bits++;
    return bits;
}

/* In memory for so many entries. */
static void index_make(void *memory, size_t entries)
{
    cards = memory;
    card_bits = fitting_card_bits(entries);
    start = mem_heap_lo();
    lowest = block_payload(first_block());
    for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b)) {
        uint32_t number = (uint32_t)(offset_of(block_payload(b)) / ALIGNMENT);
        size_t end = first_card_from(block_next(b));
        for (size_t card = first_card_from(b); card < end; card++)
            cards[card] = number;
        payloads = (size_t)((char *)block_next(b) - lowest);
    }
}

/* May there be a payload's byte? Of most words one sees at once that they are no address
 * of the heap. */
static inline bool index_covers(const void *address)
{
    return (uintptr_t)address - (uintptr_t)lowest < payloads;
}

/* The block in use whose payload has this byte, which is covered; or NULL. */
static struct block *index_find(const char *address)
{
    size_t card = offset_of(address) >> card_bits;
    struct block *b = block_of(lowest);
    if (card >= first_card_from(b))
        b = block_of(start + (size_t)cards[card] * ALIGNMENT);
    while ((char *)block_next(b) <= address)
        b = block_next(b);
    return block_in_use(b) && address >= (char *)block_payload(b) ? b : NULL;
}

#endif
