#ifndef LOOP_H
#define LOOP_H

#include "judge/checker.h"

/*
 * loop.h - Why a watched allocator's loop has no end.
 */

/* Of the words that a loop or a recursion, as it is called, reads again and again, the
 * one that was written last: with it that has no end. */
void loop_explain(struct checker *c, const char *called);

#endif
