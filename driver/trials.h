#ifndef TRIALS_H
#define TRIALS_H

#include "host/allocator.h"
#include "options.h"
#include "result/result.h"
#include "trace/trace.h"

#include <sys/types.h>

/*
 * trials.h - All allocators on a few traces, as many on trial at a time as there are
 * processors.
 */

struct run {
    struct allocator reference;
    struct allocator *allocators;
    size_t allocator_count;
    size_t trace_count;
    struct result
        *results; /* an allocator's stand together, in the order of the traces */
    const struct result *checked; /* what is known already; or NULL */
    size_t checked_count;
    size_t scored_count; /* before those of REQUIRED traces, which are the last */
    bool *hung;          /* of each allocator: it has, on some trace */
};

/* A trace on its way: its place on the command line, and how long its file is. */
struct entry {
    size_t column;
    off_t bytes;
    size_t turn; /* 1 for the first */
    struct trace trace;
    struct result *results; /* what came of the trials: the reference's is the last */
};

/* How many traces keep all processors busy. */
size_t trials_at_once(const struct options *options);

/* Is anybody timed, or are instructions counted, on this trace? */
bool trials_timed(const struct options *options, const struct trace *trace);
bool trials_counted(const struct options *options, const struct trace *trace);

/* The results of all allocators on these traces; and of the reference on those on which
 * it will be wanted. */
void trials_all(const struct options *options, struct run *run, struct entry *entries,
                size_t count);

#endif
