#ifndef BUDDIES_H
#define BUDDIES_H

#include "judge/finding.h"

/*
 * buddies.h - Blocks of a binary buddy system.
 *
 *     | 64 | 64 | 128     | 256              |     each at a multiple of its size
 *       '----'------'---- buddies: of one size, halves of a larger block
 */

/* Learns whether the blocks are buddies: all of them, in every sound heap until now. */
void buddies_learn(struct meanings *m, const struct blocks *b);

/* May the free block be joined with the next one? Of buddies only the halves of one
 * block. */
bool buddies_may_join(const struct blocks *b, size_t i);

/* The same of what was joined already: of n bytes there, and of those that follow. */
struct joining {
    bool unknown;
    const struct block *largest; /* of buddies; NULL: any may be joined */
};

struct joining buddies_joining(const struct blocks *b);
bool buddies_may_be_one(const struct joining *j, const char *p, size_t n, size_t next);

/* Of blocks that are known to be buddies: finds one that cannot be, by its place or its
 * size. False if there is none. */
bool buddies_find(struct finding *f, const struct checker *c, const struct sight *s);

/* Adds to what was found of a block that has grown over others: what it was joined with,
 * and should not have been. */
void buddies_add_join(struct finding *f, const struct checker *c, const struct sight *s);

/* Is the block that was found still none? */
bool buddies_are_still(const struct finding *f, const struct blocks *now);

#endif
