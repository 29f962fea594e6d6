/*
 * run.c - Trace by trace: every allocator is validated, and those that are valid are
 * timed.
 */

#include "run.h"

#include "base/error.h"
#include "base/progress.h"
#include "config.h"
#include "host/admit.h"
#include "judge/trial.h"
#include "report/failures.h"
#include "report/report.h"
#include "study/fragmentation.h"
#include "time/footprint.h"
#include "time/instructions.h"
#include "time/measure.h"
#include "trace/trace.h"

#include <stdlib.h>
#include <sys/stat.h>

static struct result trial_of_reference(const struct trace *trace,
                                        struct allocator *reference,
                                        const struct checks *checks)
{
    struct result r = trial(trace, reference, checks);

    if (!r.valid)
        error_user("the reference %s is not valid on %s: %s", reference->name,
                   trace->path, r.message);
    return r;
}

/* How fast, and how many instructions: the reference first, then everybody who is valid
 * on this trace. */
static void race(const struct options *options, struct run *run,
                 const struct trace *trace, size_t column, struct allocator *reference)
{
    struct contestant *contestants =
        allocate(run->allocator_count + 1, sizeof *contestants);
    struct result unseen;
    size_t count = 1;

    for (size_t i = 0; i < run->allocator_count; i++) {
        struct result *r = &run->results[i * run->trace_count + column];
        if (r->valid)
            contestants[count++] = (struct contestant){&run->allocators[i], r};
    }
    if (count > 1) {
        unseen = trial_of_reference(trace, reference, &options->checks);
        contestants[0] = (struct contestant){reference, &unseen};
        if (!options->check_only)
            measure(trace, contestants, count, options->budget);
        if (options->instructions)
            instructions_count(trace, contestants, count);
    }
    free(contestants);
}

static void note_footprint(const struct options *options, struct result *r,
                           const struct trace *trace, struct allocator *a)
{
    if (r->valid && !r->simulated && r->weight != REQUIRED)
        r->resident = footprint(trace, a, options->checks.timeout);
}

/* Who has hung before gets less time. */
static void try_allocator(const struct options *options, struct run *run, size_t row,
                          size_t column, const struct trace *trace)
{
    struct result *results = &run->results[row * run->trace_count];
    struct allocator *a = &run->allocators[row];
    struct checks checks = options->checks;

    for (size_t i = 0; i < run->trace_count; i++)
        checks.hung = checks.hung || results[i].failure == HANG;
    results[column] = trial(trace, a, &checks);
    note_footprint(options, &results[column], trace, a);
}

static void run_trace(const struct options *options, struct run *run, size_t column,
                      size_t done, struct allocator *reference)
{
    struct trace trace = trace_load(options->traces[column]);

    for (size_t i = 0; i < run->allocator_count; i++) {
        progress_show("[%zu/%zu] %s: checking %s", done + 1, run->trace_count, trace.name,
                      run->allocators[i].name);
        try_allocator(options, run, i, column, &trace);
    }
    bool scored = trace.weight != REQUIRED;
    for (size_t i = 0; i < run->allocator_count && options->fragmentation; i++) {
        struct result *r = &run->results[i * run->trace_count + column];
        if (r->valid && r->simulated)
            fragmentation_find(&trace, &run->allocators[i], options->checks.timeout, r);
    }
    if (scored && (!options->check_only || options->instructions)) {
        progress_show("[%zu/%zu] %s: timing", done + 1, run->trace_count, trace.name);
        race(options, run, &trace, column, reference);
    }
    for (size_t i = 0; i < run->allocator_count; i++)
        failures_tell(&run->results[i * run->trace_count], run->trace_count, column,
                      options->verbose);
    trace_free(&trace);
}

/* Moves the results of REQUIRED traces behind the others. How many others there are. */
static size_t put_required_last(struct result *results, size_t count)
{
    struct result *required = allocate(count, sizeof *required);
    size_t scored = 0, moved = 0;

    for (size_t i = 0; i < count; i++)
        if (results[i].weight == REQUIRED)
            required[moved++] = results[i];
        else
            results[scored++] = results[i];
    for (size_t i = 0; i < moved; i++)
        results[scored + i] = required[i];
    free(required);
    return scored;
}

/* A trace's place on the command line, and how long it is. */
struct entry {
    size_t column;
    off_t bytes;
};

static int shortest_first(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;

    if (x->bytes != y->bytes)
        return (x->bytes > y->bytes) - (x->bytes < y->bytes);
    return (x->column > y->column) - (x->column < y->column);
}

/* The traces in the order of their files' lengths, so that of all failures the one in the
 * shortest is told first. */
static struct entry *order_of(const struct options *options)
{
    struct entry *order = allocate(options->trace_count, sizeof *order);
    struct stat file;

    for (size_t i = 0; i < options->trace_count; i++) {
        bool exists = stat(options->traces[i], &file) == 0;
        order[i] = (struct entry){i, exists ? file.st_size : 0};
    }
    qsort(order, options->trace_count, sizeof *order, shortest_first);
    return order;
}

static struct allocator find_allocator(const char *spec, bool apart)
{
    struct allocator a = admit(spec, apart);
    const char *source = allocator_newer_source(&a);

    if (source)
        report_stale(source);
    return a;
}

struct run run_all(const struct options *options)
{
    struct run run = {.allocator_count = options->allocator_count,
                      .trace_count = options->trace_count};
    struct allocator reference = allocator_find(options->reference);
    struct entry *order = order_of(options);

    run.allocators = allocate(run.allocator_count, sizeof *run.allocators);
    run.results = allocate(run.allocator_count * run.trace_count, sizeof *run.results);
    for (size_t i = 0; i < run.allocator_count; i++)
        run.allocators[i] = find_allocator(options->allocators[i], options->apart);
    for (size_t i = 0; i < run.trace_count; i++)
        run_trace(options, &run, order[i].column, i, &reference);
    progress_clear();
    for (size_t i = 0; i < run.allocator_count; i++)
        failures_conclude(&run.results[i * run.trace_count], run.trace_count,
                          options->verbose, options->checks.check_heap);
    for (size_t i = 0; i < run.allocator_count; i++)
        run.scored_count =
            put_required_last(&run.results[i * run.trace_count], run.trace_count);
    free(order);
    return run;
}
