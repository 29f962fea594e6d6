#ifndef CHAMPION_BLOCK_H
#define CHAMPION_BLOCK_H

/*
 * champion-block.h - Blocks with headers of four bytes, known by number.
 *
 * The heap is counted in granules of ALIGNMENT bytes. A block's number is that of the
 * granule where its payload begins; its header stands in the four bytes before that:
 *
 *              b                                       b + size
 *    in use    '                                       '
 *    | header | payload ...                   | header | payload of the next
 *    hole     '                               '        '
 *    | header | next | prev | ...    | footer | header |
 *
 * header    the size in granules, and two bits: the caller has this block (IN_USE), and
 *           the block before it is a hole (AFTER_HOLE)
 * footer    the size of a hole, for the block after it to find its start
 * hole      a free block that the pool knows; its two neighbours never are holes
 * waiting   a block in a quick list: not IN_USE, but no hole either
 * top       the number that the next block gets if no hole fits: what lies between it
 *           and the end is the wilderness. Its header has size 0, and no hole before it
 *
 * Links are numbers too, so a hole with two links and a footer fits into 16 bytes, in
 * a 64-bit system as well. All of a heap may become one hole, so it has less than 2^30
 * granules: 16 GiB.
 */

#include "config.h"
#include "memlib.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { GRANULE = ALIGNMENT, HEADER = sizeof(uint32_t) };
enum { IN_USE = 1, AFTER_HOLE = 2, FLAG_BITS = 2 };
enum {
    MIN_SIZE = GRANULE < 16 ? 16 / GRANULE : 1, /* granules, as every size */
    MAX_SIZE = (1 << 30) - 16
};

enum {
    BINS = 64,  /* smaller holes have a list for each size */
    ROOTS = 32, /* larger ones a tree for each power of two */
    QUICK = 32  /* smaller blocks wait in a quick list when they are freed */
};

/* What a hole, or a waiting block, holds in its payload. */
struct links {
    uint32_t next, prev;
    uint32_t child[2], parent; /* only in a tree */
};

/* All that is known besides the blocks. It stands at the start of the heap. */
struct heap {
    uint64_t bins_used; /* one bit for each bin that is not empty */
    uint32_t roots_used;
    uint32_t top, end; /* the wilderness */
    uint32_t quick[QUICK];
    uint32_t bin[BINS];
    uint32_t root[ROOTS];
};

static struct heap *heap;

static inline void *payload_of(uint32_t b)
{
    return (char *)heap + (size_t)b * GRANULE;
}

static inline uint32_t block_of(const void *p)
{
    return (uint32_t)((size_t)((const char *)p - (const char *)heap) / GRANULE);
}

static inline struct links *links(uint32_t b)
{
    return payload_of(b);
}

static inline uint32_t *header(uint32_t b)
{
    return (uint32_t *)payload_of(b) - 1;
}

static inline uint32_t size_of(uint32_t b)
{
    return *header(b) >> FLAG_BITS;
}

static inline bool is_hole(uint32_t b)
{
    return *header(b + size_of(b)) & AFTER_HOLE;
}

static inline bool after_hole(uint32_t b)
{
    return *header(b) & AFTER_HOLE;
}

/* The hole before b: there must be one. */
static inline uint32_t hole_before(uint32_t b)
{
    return b - header(b)[-1];
}

static inline void set_header(uint32_t b, uint32_t size, uint32_t flags)
{
    *header(b) = size << FLAG_BITS | flags;
}

/* The size of a block whose payload holds n bytes. */
static inline size_t size_for(size_t n)
{
    size_t size = (n + HEADER + GRANULE - 1) / GRANULE;
    return size < MIN_SIZE ? MIN_SIZE : size;
}

/* How many bytes of payload a block of this size has. */
static inline size_t room(uint32_t size)
{
    return (size_t)size * GRANULE - HEADER;
}

#endif
