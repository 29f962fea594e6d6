#ifndef RUN_H
#define RUN_H

#include "host/allocator.h"
#include "options.h"
#include "result/result.h"

/*
 * run.h - All allocators on all traces.
 */

struct run {
    struct allocator *allocators;
    size_t allocator_count;
    size_t trace_count;
    struct result
        *results;        /* an allocator's stand together, in the order of the traces */
    size_t scored_count; /* before those of REQUIRED traces, which are the last */
};

/* The shortest trace comes first, and failures are told as they happen. */
struct run run_all(const struct options *options);

#endif
