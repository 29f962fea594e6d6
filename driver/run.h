#ifndef RUN_H
#define RUN_H

#include "host/allocator.h"
#include "host/isolate.h"
#include "options.h"
#include "result/result.h"
#include "trace/trace.h"

/*
 * run.h - All allocators on all traces.
 */

struct run {
    struct allocator *allocators;
    size_t allocator_count;
    size_t trace_count;
    struct result
        *results; /* an allocator's stand together, in the order of the traces */
};

/* What a checked replay finds; nothing is told. */
struct result run_validation(const struct options *options, const struct trace *trace,
                             struct allocator *a);

/* What the child has printed beyond so many bytes; NULL if nothing. */
char *run_output(struct child *child, size_t from);

/* Why a child has left no verdict. */
char *run_last_words(const struct ending *ending, double timeout);

/* Failures are told as they happen. */
struct run run_all(const struct options *options);

#endif
