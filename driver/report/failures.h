#ifndef FAILURES_H
#define FAILURES_H

#include "result/result.h"

/*
 * failures.h - What went wrong in a run: the first failures of an allocator in full, and
 * how many more there are.
 *
 * The results are those of one allocator, on so many traces. Those that are not known yet
 * are zeroed.
 */

/* Tells result i, which has just become known, and what the allocator has printed: that
 * is freed. */
void failures_tell(struct result *results, size_t count, size_t i, int verbose);

/* At the end of the run: what was not told, and what the allocator lacks; of one that is
 * run alone, and not to be compared, where it wastes memory, too. */
void failures_conclude(const struct result *results, size_t count, int verbose,
                       bool check_heap, bool alone);

#endif
