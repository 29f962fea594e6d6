#ifndef HEADS_H
#define HEADS_H

#include "judge/checker.h"

/*
 * heads.h - An index past the end of an array with which the heap begins.
 */

/* The line that wants to touch that address has touched nothing until now but words before
 * the first payload, one after another: says so, and returns true. */
bool heads_explain(struct checker *c, const char *address);

#endif
