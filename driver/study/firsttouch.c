/*
 * firsttouch.c - The page faults of a first replay, and what they cost.
 */

#include "study/firsttouch.h"

#include "base/progress.h"
#include "host/isolate.h"
#include "time/bench.h"

#include <math.h>
#include <stdio.h>

enum { REPLAYS = 5 };

/* What the child leaves. */
struct touches {
    long faults;
    double first, later; /* seconds; later: the fastest that follows */
};

static void touch(void *argument, void *shared)
{
    struct bench *b = argument;
    struct touches *t = shared;

    if (!bench_prepare(b))
        return;
    long before = bench_faults();
    t->first = bench_replay(b);
    t->faults = bench_faults() - before;
    t->later = INFINITY;
    for (int i = 1; i < REPLAYS; i++) {
        bench_clean_up(b);
        t->later = fmin(t->later, bench_replay(b));
    }
}

static void print_touches(const struct trace *trace, struct allocator *a, double timeout)
{
    struct bench bench = {trace, a, 0, -1, NULL, 0};
    struct child *child = isolate_start(touch, &bench, sizeof(struct touches));
    const struct touches *t = isolate_shared(child);
    double unit = 1e9 / (double)trace->count;

    if (isolate_resume(child, timeout * REPLAYS).outcome == FINISHED) {
        progress_clear();
        printf("  %-16s %10ld %14.1f %14.1f %9.2f\n", trace->name, t->faults,
               unit * t->first, unit * t->later, t->first / t->later);
    }
    isolate_end(child);
}

void firsttouch_print(struct allocator *a, const struct result *results, size_t count,
                      double timeout)
{
    printf("\n%-18s %10s %14s %14s %9s   ns for a request\n", a->name, "faults",
           "first replay", "later replay", "ratio");
    for (size_t i = 0; i < count; i++) {
        struct trace trace = trace_load(results[i].path);
        progress_show("%s: %s on new memory", a->name, trace.name);
        if (results[i].valid)
            print_touches(&trace, a, timeout);
        trace_free(&trace);
    }
    progress_clear();
}
