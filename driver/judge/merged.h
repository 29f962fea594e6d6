#ifndef MERGED_H
#define MERGED_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * merged.h - A block that has taken in a neighbour which is in use.
 */

/* The request that fails has written a header with the size of blocks that lay side by
 * side, and in one of them another payload is in use: says so. False if there is none. */
bool merged_explain(struct checker *c);

/* The same of this header, or of what the same request has written there before. */
bool merged_explain_header(struct checker *c, const struct access *header);

#endif
