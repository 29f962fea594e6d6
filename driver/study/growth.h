#ifndef GROWTH_H
#define GROWTH_H

#include "run.h"

/*
 * growth.h - How the time of a request grows with the number of blocks.
 */

/* --growth: for each allocator of the run a line for each trace on which it is valid, at
 * n, 2n and 4n requests (scale.h), with the exponent; and a sentence. */
void growth_print(const struct options *options, const struct run *run);

#endif
