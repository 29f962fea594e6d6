#ifndef FIRSTTOUCH_H
#define FIRSTTOUCH_H

#include "run.h"

/*
 * firsttouch.h - What timing leaves out: memory that is touched for the first time.
 */

/* --first-touch: for each allocator of the run and each trace on which it is valid, the
 * page faults of a replay on new memory, and what it takes longer than one that follows.
 */
void firsttouch_print(const struct options *options, const struct run *run);

#endif
