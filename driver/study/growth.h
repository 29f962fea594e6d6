#ifndef GROWTH_H
#define GROWTH_H

#include "host/allocator.h"
#include "result/result.h"

/*
 * growth.h - How the time of a request grows with the number of blocks.
 */

/* --growth: a line for each trace of the results on which the allocator is valid, at n,
 * 2n and 4n requests (scale.h), with the exponent; and a sentence. */
void growth_print(struct allocator *a, const struct result *results, size_t count,
                  double timeout);

#endif
