#ifndef TWICE_H
#define TWICE_H

#include "judge/finding.h"

/*
 * twice.h - A free block with which two lists begin.
 *
 * The heads of an allocator's lists are written by the same line. So if two words outside
 * all blocks lead to one block, and both were written there, they are such heads. (Those
 * of a head and a tail, or of a rover, are written by different lines.)
 *
 * An index into one list may well have several words that lead to a block. They come and
 * go together: so once that is seen, or three of them, it is usual.
 */

/* Finds one. Leaves NOTHING where there is none, or where it is usual. */
void twice_find(struct finding *f, bool *is_usual, const struct checker *c,
                const struct sight *s);

#endif
