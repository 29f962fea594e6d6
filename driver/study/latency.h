#ifndef LATENCY_H
#define LATENCY_H

#include "host/allocator.h"
#include "result/result.h"

/*
 * latency.h - How long each kind of request takes: median, 99th percentile, worst.
 *
 * A request's time is the mean of LATENCY_KEPT of LATENCY_REPLAYS replays, without the
 * slowest: what interrupts one of them is no property of the allocator's.
 *
 * study/ is the room of what is learnt of an allocator beside its score.
 */

/* --latency: a line for each kind of request, over all traces of the results on which the
 * allocator is valid, with the line of the worst. */
void latency_print(struct allocator *a, const struct result *results, size_t count,
                   double timeout);

#endif
