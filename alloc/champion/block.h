#ifndef CHAMPION_BLOCK_H
#define CHAMPION_BLOCK_H

/*
 * block.h - Blocks with headers of two bytes, known by number.
 *
 * The heap is counted in granules of ALIGNMENT bytes. A block's number is that of the
 * granule where its payload begins; its header stands in the two bytes before that:
 *
 *              b                                         b + size
 *    in use    '                                         '
 *    | header | payload ...                     | header | payload of the next
 *    hole     '                                 '        '
 *    | header | next | prev | ...      | footer | header |
 *
 * header    the size in granules, and four flags: the block is FREE; the one before it
 *           is (AFTER_HOLE); the header costs a granule (WASTEFUL); this is no header at
 *           all (SHIFTED, see below)
 * footer    the size of a hole, for the block after it to find its start
 * hole      a free block; neither of its neighbours is one
 * top       the number that the next block gets if there is no room below: what lies
 *           between it and the end of the heap is the wilderness. Its header has size
 *           0, and no hole before it
 *
 * Twelve bits hold a size below LARGE. A larger block has 0 there, and its size in its
 * first granule (a hole also before its footer); its payload begins a granule later,
 * and what looks like the header before that is the flag SHIFTED:
 *
 *              b                              b + PREFIX
 *    | header | . . . . | size | . . | SHIFTED | payload ...
 *
 * Links are numbers too, so that a hole with two links and a footer fits into 16 bytes,
 * in a 64-bit system as well. The heap has less than 2^32 granules: 64 GiB.
 */

#include "config.h"
#include "memlib.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fast paths begin a cache line, or their speed would depend on what stands before them;
 * stay whole, wherever they are called; and call what is slow, so that they save no
 * registers. */
#define FAST __attribute__((aligned(64), noinline))
#define SLOW __attribute__((noinline))
#define LIKELY(condition) __builtin_expect(condition, 1)

enum { GRANULE = ALIGNMENT, HEADER = sizeof(uint16_t) };
enum { AFTER_HOLE = 1, SHIFTED = 2, WASTEFUL = 4, FLAG_BITS = 3, FREE = 1 << 15 };
enum {
    MIN_SIZE = GRANULE < 16 ? 16 / GRANULE : 1, /* granules, as every size */
    PREFIX = MIN_SIZE,
    LARGE = FREE >> FLAG_BITS
};
#define MAX_SIZE 0xFFFF0000u

enum {
    BINS = 64,                /* below so many granules a hole is small */
    LEAST_POWER = 6,          /* of two that has no small holes */
    POWERS = 32 - LEAST_POWER /* larger ones a list or a table for each power of two */
};

/* What a hole holds in its payload. */
struct links {
    uint32_t next, prev;
    uint32_t size; /* of LARGE or more, in use or not */
};

/* What must be known of any heap. It stands at the heap's start. */
struct heap {
    uint64_t bins_used;   /* a bit for each that is not empty */
    uint32_t grown;       /* where the last block ended when it last grew */
    uint32_t spared;      /* granules that were not cut from vast holes (place.h) */
    uint32_t free;        /* granules of all holes */
    uint32_t looked;      /* what was pushed when waste was last looked for (place.h) */
    uint32_t few;         /* the first of the small holes, while there are no bins */
    uint32_t powers_used; /* a bit for each power of two that has holes */
    uint32_t top, end;    /* the wilderness */
    uint32_t vast;        /* the size from which a hole is spared (place.h) */
    uint32_t tables;      /* a bit for each power that has a table */
    uint8_t small_blocks; /* until small.h has its block */
    uint8_t busy;         /* the power whose list deserves a table, BUSY_FEW, or 0 */
    uint32_t first[POWERS];
};

static struct heap *heap;

/* Behind the last list: where uint64_t is aligned to 8 bytes, sizeof would say 4 more. */
static inline uint32_t first_block(void)
{
    size_t known = offsetof(struct heap, first) + sizeof heap->first;
    return (uint32_t)((known + HEADER + GRANULE - 1) / GRANULE);
}

static inline void *payload_of(uint32_t b)
{
    return (char *)heap + (size_t)b * GRANULE;
}

static inline uint32_t granule_of(const void *p)
{
    return (uint32_t)((size_t)((const char *)p - (const char *)heap) / GRANULE);
}

static inline struct links *links(uint32_t b)
{
    return payload_of(b);
}

static inline uint16_t *header(uint32_t b)
{
    return (uint16_t *)payload_of(b) - 1;
}

/* Where a hole before b of LARGE or more has its size once more. */
static inline uint32_t *large_footer(uint32_t b)
{
    return (uint32_t *)payload_of(b) - 2;
}

static inline uint32_t size_of(uint32_t b)
{
    uint32_t size = (uint32_t)(*header(b) & ~FREE) >> FLAG_BITS;
    return size ? size : links(b)->size;
}

static inline bool after_hole(uint32_t b)
{
    return *header(b) & AFTER_HOLE;
}

static inline bool is_hole(uint32_t b)
{
    return *header(b) & FREE;
}

/* The hole before b: there must be one. */
static inline uint32_t hole_before(uint32_t b)
{
    uint32_t size = header(b)[-1];
    return b - (size ? size : *large_footer(b));
}

static inline void set_flag(uint32_t b, uint16_t flag)
{
    *header(b) |= flag;
}

static inline void clear_flag(uint32_t b, uint16_t flag)
{
    *header(b) &= (uint16_t)~flag;
}

static inline void set_header(uint32_t b, uint32_t size, uint32_t flags)
{
    if (size >= LARGE) {
        links(b)->size = size;
        size = 0;
    }
    *header(b) = (uint16_t)(size << FLAG_BITS | flags);
}

static inline void set_footer(uint32_t b, uint32_t size)
{
    if (size >= LARGE) {
        *large_footer(b + size) = size;
        header(b + size)[-1] = 0;
    } else {
        header(b + size)[-1] = (uint16_t)size;
    }
}

/* Where the payload of a block begins that is b and has this size. */
static inline void *user_payload(uint32_t b, uint32_t size)
{
    return payload_of(size < LARGE ? b : b + PREFIX);
}

/* The payload for the caller to keep. */
static inline void *hand_out(uint32_t b)
{
    uint32_t size = size_of(b);

    if (size >= LARGE)
        *header(b + PREFIX) = SHIFTED;
    return user_payload(b, size);
}

/* The block whose payload was handed out with this granule as its first. */
static inline uint32_t block_at(uint32_t granule)
{
    return *header(granule) & SHIFTED ? granule - PREFIX : granule;
}

/* The granules that n bytes fill. */
static inline size_t granules(size_t n)
{
    return (n + GRANULE - 1) / GRANULE;
}

/* The size of a block whose payload holds n bytes. */
static inline size_t size_for(size_t n)
{
    size_t size = granules(n + HEADER);

    if (size > LARGE - MIN_SIZE) /* what is left of a hole may be added to it */
        return size + PREFIX;
    return size < MIN_SIZE ? MIN_SIZE : size;
}

/* How many bytes of payload a block of this size has. */
static inline size_t room(uint32_t size)
{
    return (size_t)(size < LARGE ? size : size - PREFIX) * GRANULE - HEADER;
}

#endif
