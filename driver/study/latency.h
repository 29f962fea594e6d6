#ifndef LATENCY_H
#define LATENCY_H

#include "run.h"

/*
 * latency.h - How long each kind of request takes: median, 99th percentile, worst.
 *
 * A request's time is the mean of LATENCY_KEPT of LATENCY_REPLAYS replays, without the
 * slowest: what interrupts one of them is no property of the allocator's.
 */

/* --latency: for each allocator of the run a line for each kind of request, over all
 * traces on which it is valid, with the line of the worst. */
void latency_print(const struct options *options, const struct run *run);

#endif
