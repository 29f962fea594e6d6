#ifndef FIRSTTOUCH_H
#define FIRSTTOUCH_H

#include "host/allocator.h"
#include "result/result.h"

/*
 * firsttouch.h - What timing leaves out: memory that is touched for the first time.
 */

/* --first-touch: for each trace of the results on which the allocator is valid, the page
 * faults of a replay on new memory, and what it takes longer than one that follows. */
void firsttouch_print(struct allocator *a, const struct result *results, size_t count,
                      double timeout);

#endif
