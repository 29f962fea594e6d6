#ifndef GROWTH_H
#define GROWTH_H

#include "host/allocator.h"
#include "result/result.h"

/*
 * growth.h - How the instructions of a request grow with the number of blocks.
 */

/* --growth: a line for each trace of the results on which the allocator is valid, with
 * the instructions for a request at n, 2n and 4n requests (scale.h), and their exponent
 * from 2n to 4n; and a sentence. Of a slow one, the trace's first requests stand for all.
 */
void growth_print(struct allocator *a, const struct result *results, size_t count,
                  double timeout);

#endif
