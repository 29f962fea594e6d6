#ifndef LATENCY_H
#define LATENCY_H

#include "host/allocator.h"
#include "result/result.h"

/*
 * latency.h - How long each kind of request takes: median, 99th percentile, pause, worst.
 *
 * A request's time is the mean of LATENCY_KEPT of LATENCY_REPLAYS replays, without the
 * slowest: what interrupts one of them is no property of the allocator's. The worst is
 * the request whose mean is the longest. The pause is for requests that are slow in one
 * replay and quick in the next, as where an allocator counts on over mm_init: the longest
 * request of a replay, in the replay where it was shortest. The machine pauses too, and
 * its own is told beside: what is not longer may be the machine's.
 *
 * study/ is the room of what is learnt of an allocator beside its score.
 */

/* --latency: a line for each kind of request, over all traces of the results on which the
 * allocator is valid, with the line of the worst. */
void latency_print(struct allocator *a, const struct result *results, size_t count,
                   double timeout);

#endif
