/*
 * run.c - Trace by trace: every allocator is validated, and those that are valid are
 * timed.
 */

#include "run.h"

#include "base/error.h"
#include "base/progress.h"
#include "config.h"
#include "judge/trial.h"
#include "report/report.h"
#include "study/fragmentation.h"
#include "time/footprint.h"
#include "time/instructions.h"
#include "time/measure.h"
#include "trace/trace.h"

#include <stdlib.h>

/* How fast, and how many instructions: the reference first, then everybody who is valid
 * on this trace. */
static void race(const struct options *options, struct run *run,
                 const struct trace *trace, size_t column, struct allocator *reference)
{
    struct contestant *contestants =
        allocate(run->allocator_count + 1, sizeof *contestants);
    struct result unseen = trial(trace, reference, &options->checks);
    size_t count = 0;

    if (!unseen.valid)
        error_user("the reference %s is not valid on %s: %s", reference->name,
                   trace->path, unseen.message);
    contestants[count++] = (struct contestant){reference, &unseen};
    for (size_t i = 0; i < run->allocator_count; i++) {
        struct result *r = &run->results[i * run->trace_count + column];
        if (r->valid)
            contestants[count++] = (struct contestant){&run->allocators[i], r};
    }
    if (count > 1 && !options->check_only)
        measure(trace, contestants, count, options->budget);
    if (count > 1 && options->instructions)
        instructions_count(trace, contestants, count);
    free(contestants);
}

/* The first few failures of an allocator; --verbose tells all. */
static void tell_trouble(const struct options *options, const struct run *run, size_t row,
                         size_t column)
{
    const struct result *results = &run->results[row * run->trace_count];
    size_t failures = 0;

    for (size_t i = 0; i <= column; i++)
        failures += !results[i].valid;
    if (results[column].valid || failures <= FAILURES_SHOWN || options->verbose)
        report_trouble(&results[column], options->verbose);
}

static void note_footprint(const struct options *options, struct result *r,
                           const struct trace *trace, struct allocator *a)
{
    if (r->valid && !r->simulated && r->weight != REQUIRED)
        r->resident = footprint(trace, a, options->checks.timeout);
}

static void run_trace(const struct options *options, struct run *run, size_t column,
                      struct allocator *reference)
{
    struct trace trace = trace_load(options->traces[column]);

    for (size_t i = 0; i < run->allocator_count; i++) {
        progress_show("[%zu/%zu] %s: checking %s", column + 1, run->trace_count,
                      trace.name, run->allocators[i].name);
        run->results[i * run->trace_count + column] =
            trial(&trace, &run->allocators[i], &options->checks);
        note_footprint(options, &run->results[i * run->trace_count + column], &trace,
                       &run->allocators[i]);
    }
    for (size_t i = 0; i < run->allocator_count && options->fragmentation; i++) {
        struct result *r = &run->results[i * run->trace_count + column];
        if (r->valid && r->simulated)
            fragmentation_find(&trace, &run->allocators[i], options->checks.timeout, r);
    }
    if (!options->check_only || options->instructions) {
        progress_show("[%zu/%zu] %s: timing", column + 1, run->trace_count, trace.name);
        race(options, run, &trace, column, reference);
    }
    for (size_t i = 0; i < run->allocator_count; i++)
        tell_trouble(options, run, i, column);
    trace_free(&trace);
}

struct run run_all(const struct options *options)
{
    struct run run = {.allocator_count = options->allocator_count,
                      .trace_count = options->trace_count};
    struct allocator reference = allocator_find(options->reference);

    run.allocators = allocate(run.allocator_count, sizeof *run.allocators);
    run.results = allocate(run.allocator_count * run.trace_count, sizeof *run.results);
    for (size_t i = 0; i < run.allocator_count; i++)
        run.allocators[i] = allocator_find(options->allocators[i]);
    for (size_t i = 0; i < run.trace_count; i++)
        run_trace(options, &run, i, &reference);
    progress_clear();
    return run;
}
