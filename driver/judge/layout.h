#ifndef LAYOUT_H
#define LAYOUT_H

#include "judge/checker.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * layout.h - How an allocator lays out its blocks, learnt from its heap.
 *
 *     | header | payload ... | header | payload ... | header
 *       '---- its size, and more -----^
 *
 * Most allocators keep the size of each block before its payload, so that from the first
 * block all others are come to. Where it stands, and what it counts, is tried until every
 * live payload is met on the way to the break.
 */

struct block {
    const char *p; /* its header */
    size_t n;      /* bytes, up to the next one's */
    uint64_t word; /* the header */
    bool live;     /* its payload is in use */
};

struct layout {
    bool known;
    size_t width;  /* bytes of a header */
    size_t before; /* from the header to the payload */
    size_t unit;   /* bytes, in which it counts */
    size_t extra;  /* of the block's bytes, those that the header does not count */
    uint64_t bits; /* of a header that are no part of its number */
    uint64_t wide; /* those that were none when it was learnt */
    bool rounds;   /* the number is rounded up to a multiple of the alignment */
    bool is_power; /* the number is k of 2^k units */
    const char *first;
    size_t tail; /* bytes between the last block and the break */
};

/* A walk over the blocks: why it ended, and with how many; where it has not come to the
 * break, the last of them is the one that leads astray. */
struct walk {
    enum { AT_BREAK, NO_SIZE, PAST_BREAK, ASTRIDE } end;
    size_t count, live;
};

/* How many blocks the heap may have, of those that are looked at. */
size_t layout_most(void);

/* The lowest payload in use, and how many there are; NULL if there is none. */
const char *layout_lowest(const struct checker *c, size_t *live);

/* With these it may become known. */
void layout_learn(struct layout *l, const char *lowest, size_t live, struct block *blocks,
                  size_t most);

/* Sizes that were multiples of 16 until now may be none: true, if with fewer bits for
 * something else, at least those that any header has had, or if sizes are rounded up only
 * when they are used, the layout leads over all live payloads. */
bool layout_narrow(struct layout *l, uint64_t flags, size_t live, struct block *blocks,
                   size_t most);

/* From a heap that is not in order: the layout that leads over all live payloads, by
 * headers written as such, and astray behind the header of a block that is free. */
void layout_guess(struct layout *l, const struct checker *c, const char *lowest,
                  size_t live, struct block *blocks, size_t most);

/* The bytes of a block with this header; 0 if there can be none. */
size_t layout_size(const struct layout *l, uint64_t header);

/* The word at this place, as wide as a header. */
uint64_t layout_word(const struct layout *l, const char *p);

const char *layout_payload(const struct layout *l, const struct block *b);

/* Has the allocator written a word before this payload that can be its header: by it the
 * block ends where another begins? */
bool layout_has_header(const struct layout *l, const struct checker *c,
                       const char *payload);

/* Does a link there lead to the block: to its header or its payload? */
bool layout_begins(const struct layout *l, const struct block *b, const char *to);

bool layout_has(const struct block *b, const char *byte);

/* Of so many, the block with this byte, or their number. */
size_t layout_block(const struct block *blocks, size_t count, const char *byte);

/* The one with this header, also where the walk has gone astray. */
size_t layout_headed(const struct block *blocks, size_t count, const char *header);

/* The blocks, up to the break or to where they do not go on. */
struct walk layout_walk(const struct layout *l, struct block *blocks, size_t most);

#endif
