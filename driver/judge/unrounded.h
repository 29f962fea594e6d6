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

/* If so, says it; else false. */
bool unrounded_explain(struct checker *c, const struct access *header, size_t bytes);

/* Of a payload that is not aligned so: how far it is from the nearest aligned one before
 * it, as that in the next slot of equal ones may be. */
void unrounded_explain_distance(struct checker *c, const char *payload, size_t alignment);

#endif
