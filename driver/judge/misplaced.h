#ifndef MISPLACED_H
#define MISPLACED_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * misplaced.h - A footer that was written where the block ended by its former header.
 */

/* Of a word at which a block ends, and which has not got its footer: says where that was
 * written instead, if the block's header was written just after it.
 * False if that is not so. */
bool misplaced_explain(struct checker *c, const char *word);

#endif
