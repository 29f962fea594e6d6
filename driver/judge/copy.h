#ifndef COPY_H
#define COPY_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * copy.h - How many bytes are copied or cleared at once.
 */

/* So many, from there on, are too many, by the sizes of the payloads of this request
 * alone: says so. False if that is not why. */
bool copy_explain(struct checker *c, const char *base, size_t count, bool writes);

#endif
