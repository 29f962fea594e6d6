#ifndef RESIZED_H
#define RESIZED_H

#include "judge/checker.h"

/*
 * resized.h - A free block whose size was changed while a tree or list, in which it has
 * its place by that size, still had it.
 */

/* Of a request that has died in a search: says so, if that block was looked for since,
 * and not come to. */
void resized_explain(struct checker *c);

#endif
