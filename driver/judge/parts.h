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

/* Of a word past a block, that this request is about to write: if it has written a size
 * just before by which the block ends there, says so. */
void parts_explain_small(struct checker *c, const char *word);

/* The same of a header over which that request has written a link. */
void parts_explain_covered(struct checker *c, const struct access *link);

/* The header that the same request has written before this link, or the null pointer, and
 * whose block ends where the link stands: it has no room for it. NULL if there is none.
 */
const struct access *parts_small(const struct checker *c, const struct access *link);

/* The bytes that this word says, as a size. */
size_t parts_size(const struct access *a);

#endif
