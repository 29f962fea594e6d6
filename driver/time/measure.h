#ifndef MEASURE_H
#define MEASURE_H

#include "host/allocator.h"
#include "result/result.h"
#include "trace/trace.h"

/*
 * measure.h - The speed of several allocators on one trace, relative to a reference.
 *
 * All of them are timed in turn on one processor, sitting after sitting, each time in
 * new children and in an order that is shuffled. A sitting's ratio is the reference's
 * time divided by the allocator's. The result is the median of the sittings' ratios.
 *
 * time/ is the room of how long a replay takes, and what it takes else. It knows nothing
 * of reports.
 */

struct contestant {
    struct allocator *allocator; /* found, and not loaded */
    struct result *result;       /* of its validation; gets the figures, or a failure */
};

/* The first contestant is the reference; all are valid. Budget: seconds for each. It
 * limits how many sittings there are, never how long one is. */
void measure(const struct trace *trace, struct contestant *contestants, size_t count,
             double budget);

#endif
