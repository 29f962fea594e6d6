#ifndef UNROUNDED_H
#define UNROUNDED_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * unrounded.h - The size of a block that was not rounded up to a multiple of the
 * alignment.
 */

/* This header, of a block of so many bytes: are they no multiple, and little more than
 * the request asked for that has written it? */
bool unrounded_is(const struct checker *c, const struct access *header, size_t bytes);

/* If so, says it. */
void unrounded_explain(struct checker *c, const struct access *header, size_t bytes);

#endif
