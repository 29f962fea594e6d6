/*
 * run.c - A few traces after the other: every allocator is validated, on all processors,
 * and then those that are valid are timed, on one.
 */

#include "run.h"

#include "base/error.h"
#include "base/progress.h"
#include "host/admit.h"
#include "report/failures.h"
#include "report/report.h"
#include "result/tsv.h"
#include "study/fragmentation.h"
#include "time/instructions.h"
#include "time/measure.h"
#include "trace/trace.h"

#include <stdlib.h>
#include <sys/stat.h>

static struct result *result_of(const struct run *run, size_t row, size_t column)
{
    return &run->results[row * run->trace_count + column];
}

/* How fast, and how many instructions: the reference first, then everybody who is valid
 * on this trace. */
static void race(const struct options *options, struct run *run, struct entry *entry)
{
    const struct trace *trace = &entry->trace;
    struct contestant *contestants =
        allocate(run->allocator_count + 1, sizeof *contestants);
    struct result *unseen = &entry->results[run->allocator_count];
    size_t count = 1;

    for (size_t i = 0; i < run->allocator_count; i++) {
        struct result *r = result_of(run, i, entry->column);
        if (r->valid)
            contestants[count++] = (struct contestant){&run->allocators[i], r};
    }
    contestants[0] = (struct contestant){&run->reference, unseen};
    if (count > 1 && !unseen->valid)
        error_user("the reference %s is not valid on %s: %s", run->reference.name,
                   trace->path, unseen->message);
    if (count > 1 && trials_timed(options, trace))
        measure(trace, contestants, count, options->budget);
    if (count > 1 && trials_counted(options, trace))
        instructions_count(trace, contestants, count);
    free(contestants);
}

static void find_fragmentation(const struct options *options, struct run *run,
                               const struct entry *entry)
{
    for (size_t i = 0; i < run->allocator_count; i++) {
        struct result *r = result_of(run, i, entry->column);
        if (r->valid && r->simulated)
            fragmentation_find(&entry->trace, &run->allocators[i],
                               options->checks.timeout, r);
    }
}

/* All that is wanted beside the verdicts; and what went wrong is told. */
static void finish(const struct options *options, struct run *run, struct entry *entry)
{
    for (size_t i = 0; i < run->allocator_count; i++)
        *result_of(run, i, entry->column) = entry->results[i];
    if (options->fragmentation)
        find_fragmentation(options, run, entry);
    if (trials_timed(options, &entry->trace) || trials_counted(options, &entry->trace)) {
        progress_show("[%zu/%zu] %s: timing", entry->turn, run->trace_count,
                      entry->trace.name);
        race(options, run, entry);
    }
    for (size_t i = 0; i < run->allocator_count; i++)
        failures_tell(result_of(run, i, 0), run->trace_count, entry->column,
                      options->verbose);
}

static void run_traces(const struct options *options, struct run *run,
                       struct entry *entries, size_t count)
{
    for (size_t i = 0; i < count; i++)
        entries[i].trace = trace_load(options->traces[entries[i].column]);
    trials_all(options, run, entries, count);
    for (size_t i = 0; i < count; i++) {
        finish(options, run, &entries[i]);
        trace_free(&entries[i].trace);
        free(entries[i].results);
    }
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
        order[i] = (struct entry){.column = i, .bytes = exists ? file.st_size : 0};
    }
    qsort(order, options->trace_count, sizeof *order, shortest_first);
    for (size_t i = 0; i < options->trace_count; i++)
        order[i].turn = i + 1;
    return order;
}

static struct allocator find_allocator(const struct options *options, const char *spec)
{
    struct allocator a = admit(spec, options->apart);
    a.collects = options->checks.collect != NULL;
    const char *source = allocator_newer_source(&a);

    if (source)
        report_stale(source);
    return a;
}

struct run run_all(const struct options *options)
{
    struct run run = {.reference = allocator_find(options->reference),
                      .allocator_count = options->allocator_count,
                      .trace_count = options->trace_count};
    struct entry *order = order_of(options);

    if (options->checked)
        run.checked = tsv_read(options->checked, &run.checked_count);
    run.allocators = allocate(run.allocator_count, sizeof *run.allocators);
    run.hung = allocate(run.allocator_count, sizeof *run.hung);
    run.results = allocate(run.allocator_count * run.trace_count, sizeof *run.results);
    for (size_t i = 0; i < run.allocator_count; i++)
        run.allocators[i] = find_allocator(options, options->allocators[i]);
    for (size_t i = 0, step = trials_at_once(options); i < run.trace_count; i += step)
        run_traces(options, &run, order + i,
                   step < run.trace_count - i ? step : run.trace_count - i);
    progress_clear();
    for (size_t i = 0; i < run.allocator_count; i++)
        failures_conclude(&run.results[i * run.trace_count], run.trace_count,
                          options->verbose, options->checks.check_heap,
                          run.allocator_count == 1);
    for (size_t i = 0; i < run.allocator_count; i++)
        run.scored_count =
            put_required_last(&run.results[i * run.trace_count], run.trace_count);
    free(order);
    return run;
}
