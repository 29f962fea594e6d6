/*
 * growth.c - How the time of a request grows with the number of blocks.
 *
 * The exponent is the slope of log(time) over log(scale), by least squares: 0 where a
 * request takes as long however many blocks there are, 1 where it takes twice as long
 * with twice the blocks, as a search through all of them does. Caches and branches make
 * every allocator slower on a larger heap; so a search is only named where the time is
 * also LINEAR_TIME times what touching the payloads takes (recall.h).
 */

#include "study/growth.h"

#include "base/platform.h"
#include "base/progress.h"
#include "config.h"
#include "host/isolate.h"
#include "memlib.h"
#include "study/recall.h"
#include "time/bench.h"
#include "trace/scale.h"

#include <math.h>
#include <stdio.h>

enum { SCALES = 3 }; /* n, 2n, 4n */

/* Of the fastest replay: seconds, and then nanoseconds for a request. */
struct times {
    double whole, touching; /* of the allocator, and of one that only recalls */
};

/* Of one trace. */
struct growth {
    struct times times[SCALES];
    double exponent;
    bool linear;
};

/* The child's job. */
static void time_replays(void *argument, void *shared)
{
    static struct allocator recall;
    struct bench *b = argument;
    struct times *times = shared;

    if (!bench_prepare(b))
        return;
    times->whole = bench_fastest(b, GROWTH_SECONDS);
    bench_clean_up(b);
    mem_reset_brk();
    recall.host = recall_new(b->trace, &b->allocator->host, b->payloads);
    b->allocator = &recall;
    times->touching = bench_fastest(b, GROWTH_SECONDS);
}

/* NAN if it fails. */
static struct times times_of(const struct trace *trace, struct allocator *a,
                             double timeout)
{
    static int processor = -1;

    if (processor < 0)
        processor = platform_idlest_processor();
    struct bench bench = {trace, a, 2 * trace->peak, processor, NULL, 0};
    struct child *child = isolate_start(time_replays, &bench, sizeof(struct times));
    bool finished = isolate_resume(child, timeout).outcome == FINISHED;
    struct times times = *(struct times *)isolate_shared(child);
    double unit = finished ? 1e9 / (double)trace->count : NAN;

    isolate_end(child);
    return (struct times){unit * times.whole, unit * times.touching};
}

static struct growth grow(const struct trace *trace, struct allocator *a, double timeout)
{
    struct growth g = {.linear = false};
    const struct times *least = &g.times[0], *most = &g.times[SCALES - 1];

    for (int i = 0; i < SCALES; i++) {
        size_t copies = (size_t)1 << i;
        struct trace scaled = scale_new(trace, copies);
        g.times[i] = times_of(&scaled, a, timeout * (double)(copies * copies));
        scale_free(&scaled);
    }
    g.exponent = log2(most->whole / least->whole) / (SCALES - 1);
    g.linear =
        g.exponent >= LINEAR_EXPONENT && most->whole >= LINEAR_TIME * most->touching;
    return g;
}

static void print_growth(const char *name, const struct growth *g)
{
    printf("  %-16s", name);
    if (isnan(g->exponent)) {
        puts(" did not end in time");
        return;
    }
    for (int i = 0; i < SCALES; i++)
        printf(" %9.1f", g->times[i].whole);
    printf(" %9.1f   n^%.2f%s\n", g->times[SCALES - 1].touching, g->exponent,
           g->linear ? "  linear" : "");
}

static void print_verdict(const char *name, size_t linear, size_t count, double mean)
{
    if (count == 0)
        printf("%s: no trace of %d requests to grow\n", name, GROWTH_REQUESTS);
    else if (linear == 0)
        printf("%s: a request takes constant time, or nearly: it does not grow with the "
               "number of blocks on any of %zu traces\n",
               name, count);
    else
        printf("%s: a request takes linear time on %zu of %zu traces: it grows in "
               "proportion to the number of blocks, on average as n^%.2f, as a search "
               "through them does\n",
               name, linear, count, mean);
}

void growth_print(struct allocator *a, const struct result *results, size_t count,
                  double timeout)
{
    size_t linear = 0, grown = 0;
    double sum = 0;

    printf("\n%-18s %9s %9s %9s %9s   %s\n", a->name, "n", "2n", "4n", "touching",
           "ns for a request, and its exponent");
    for (size_t i = 0; i < count; i++) {
        struct trace trace = trace_load(results[i].path);
        if (results[i].valid && trace.count >= GROWTH_REQUESTS) {
            progress_show("%s: %s at n, 2n, 4n", a->name, trace.name);
            struct growth g = grow(&trace, a, timeout);
            progress_clear();
            print_growth(trace.name, &g);
            grown++;
            linear += g.linear;
            sum += g.linear ? g.exponent : 0;
        }
        trace_free(&trace);
    }
    print_verdict(a->name, linear, grown, linear ? sum / (double)linear : 0);
}
