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

/* Of blocks that are known to be buddies: finds one that cannot be, by its place or its
 * size. False if there is none. */
bool buddies_find(struct finding *f, const struct checker *c, const struct sight *s);

/* Adds to what was found of a block that has grown over others: what it was joined with,
 * and should not have been. */
void buddies_add_join(struct finding *f, const struct checker *c, const struct sight *s);

/* Is the block that was found still none? */
bool buddies_are_still(const struct finding *f, const struct blocks *now);

#endif
