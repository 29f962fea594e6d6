#ifndef PARTS_H
#define PARTS_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * parts.h - A block that was split, or was made too small for what is written into it: by
 * the words that the request has read and written alone, whatever the layout is.
 */

/* Two headers that say of their blocks that they end at the same place: the second was
 * written in this request, within the block of the first, which keeps its size. */
struct overlap {
    const struct access *whole, *part; /* the last stores; NULL: there is none */
};

struct overlap parts_look(const struct checker *c);

/* Is it still so? */
bool parts_are_still(const struct access *whole, const struct access *part);

/* Of a word that was written in vain, or over another: if the request has written a size
 * just before it by which a block ends there, or earlier, says so. */
void parts_explain_small(struct checker *c, const char *word, size_t request);

/* The bytes that this word says, as a size. */
size_t parts_size(const struct access *a);

#endif
