/*
 * growth.c - How the instructions of a request grow with the number of blocks.
 *
 * They are counted, not timed: on a larger heap every allocator is slower, since it
 * misses its caches more often, but only one that searches does more. What doubles
 * with the blocks is a search through them; a tree's steps grow by one. Where callgrind
 * counts, they are those of the allocator's own code: more blocks stand in the way of
 * one that grows, so that it is copied more often, by the C library.
 */

#include "study/growth.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/progress.h"
#include "base/text.h"
#include "config.h"
#include "host/isolate.h"
#include "time/bench.h"
#include "time/instructions.h"
#include "trace/compose.h"
#include "trace/scale.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SCALES = 3 }; /* n, 2n, 4n */

/* Of one trace: instructions for a request, 0 where they could not be counted. */
struct growth {
    size_t requests; /* at n */
    double instructions[SCALES];
};

/* As a file, so that another driver can read it too. */
struct scaled {
    struct trace trace;
    char *path;
    int file;
};

/* So many copies of the trace's first requests. */
static struct scaled scaled_new(const struct trace *trace, size_t requests, size_t copies)
{
    struct scaled s = {.file = platform_nameless_file()};
    struct trace part = *trace;
    size_t length;

    part.count = requests;
    struct trace copied = scale_new(&part, copies);
    struct item_list list = compose_items(&copied);
    char *text = compose_text(&list, 1, &length);
    s.path = duplicate(platform_path_of(s.file));
    if (s.file < 0 || write(s.file, text, length) != (ssize_t)length)
        error_system("no memory for a trace");
    s.trace = trace_load(s.path);
    scale_free(&copied);
    free(list.items);
    free(text);
    return s;
}

static void scaled_free(struct scaled *s)
{
    trace_free(&s->trace);
    free(s->path);
    close(s->file);
}

/* The child's job. */
static void time_replay(void *argument, void *shared)
{
    if (bench_prepare(argument))
        *(double *)shared = bench_fastest(argument, 0);
}

/* Seconds of a warm replay; more than the timeout, if it does not end in time. */
static double seconds_of(const struct trace *trace, struct allocator *a, double timeout)
{
    struct bench bench = {trace, a, 0, -1, NULL, 0};
    struct child *child = isolate_start(time_replay, &bench, sizeof(double));
    bool finished = isolate_resume(child, timeout).outcome == FINISHED;
    double seconds = finished ? *(double *)isolate_shared(child) : 2 * timeout;

    isolate_end(child);
    return seconds;
}

/* How many of the requests can be counted in reasonable time: a search through all blocks
 * takes four times as long for twice the requests. */
static size_t requests_of(const struct trace *trace, struct allocator *a, double timeout)
{
    struct scaled most = scaled_new(trace, trace->count, 1 << (SCALES - 1));
    double seconds = seconds_of(&most.trace, a, timeout);
    double part = sqrt(fmin(1, GROWTH_SECONDS / seconds));
    size_t requests = (size_t)(part * (double)trace->count);

    scaled_free(&most);
    return requests > GROWTH_REQUESTS ? requests : GROWTH_REQUESTS;
}

static struct growth grow(const struct trace *trace, struct allocator *a, double timeout)
{
    struct growth g = {.requests = requests_of(trace, a, timeout)};
    struct result results[SCALES] = {{.heap = 0}};
    struct contestant contestants[SCALES];
    struct scaled scaled[SCALES];
    struct counting counting[SCALES];

    for (int i = 0; i < SCALES; i++) {
        scaled[i] = scaled_new(trace, g.requests, (size_t)1 << i);
        contestants[i] = (struct contestant){a, &results[i]};
        counting[i] = instructions_start(&scaled[i].trace, &contestants[i], 1, true);
    }
    for (int i = 0; i < SCALES; i++) {
        instructions_finish(&counting[i]);
        g.instructions[i] =
            (double)results[i].own_instructions / (double)scaled[i].trace.count;
        scaled_free(&scaled[i]);
    }
    return g;
}

/* Of a step from one scale to the next: 0 where they do not grow, 1 where they double
 * with the blocks. */
static double exponent_of(const struct growth *g, int scale)
{
    return log2(g->instructions[scale] / g->instructions[scale - 1]);
}

/* From 2n to 4n, where what does not depend on the blocks is a smaller part than before.
 */
static double last_exponent(const struct growth *g)
{
    return exponent_of(g, SCALES - 1);
}

/* What is a + bn, and grows so in the last step, grows by more than half of that in the
 * one before. Else something has happened once. */
static bool is_linear(const struct growth *g)
{
    return last_exponent(g) >= LINEAR_EXPONENT &&
           exponent_of(g, SCALES - 2) >= LINEAR_EXPONENT / 2;
}

static void print_growth(const char *name, const struct growth *g)
{
    printf("  %-16s %8zu", name, g->requests);
    for (int i = 0; i < SCALES; i++)
        printf(" %9.1f", g->instructions[i]);
    printf("   n^%.2f%s\n", last_exponent(g), is_linear(g) ? "  linear" : "");
}

static void print_verdict(const char *name, size_t linear, size_t count)
{
    if (count == 0)
        printf("%s: no trace of %d requests to grow\n", name, GROWTH_REQUESTS);
    else if (linear == 0)
        printf("%s: a request takes constant time, or nearly: its instructions do not "
               "grow with the number of blocks on any of %zu traces\n",
               name, count);
    else
        printf("%s: a request takes linear time on %zu of %zu traces: its instructions "
               "grow in proportion to the number of blocks, as those of a search through "
               "them do\n",
               name, linear, count);
}

void growth_print(struct allocator *a, const struct result *results, size_t count,
                  double timeout)
{
    size_t linear = 0, grown = 0;

    printf("\n%-18s %8s %9s %9s %9s   %s\n", a->name, "requests", "n", "2n", "4n",
           "instructions for a request, and their exponent");
    for (size_t i = 0; i < count; i++) {
        struct trace trace = trace_load(results[i].path);
        if (results[i].valid && trace.count >= GROWTH_REQUESTS) {
            progress_show("%s: %s at n, 2n, 4n", a->name, trace.name);
            struct growth g = grow(&trace, a, timeout);
            progress_clear();
            print_growth(trace.name, &g);
            grown++;
            linear += is_linear(&g);
        }
        trace_free(&trace);
    }
    print_verdict(a->name, linear, grown);
}
