#ifndef HEADS_H
#define HEADS_H

#include "judge/checker.h"

/*
 * heads.h - An index past the end of an array with which the heap begins.
 */

/* The line that wants to touch that address, to which no link leads, has touched nothing
 * until now but words before the first payload: says so, and returns true. */
bool heads_explain(struct checker *c, const char *address);

#endif
