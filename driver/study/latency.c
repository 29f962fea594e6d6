/*
 * latency.c - How long each kind of request takes.
 */

#include "study/latency.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/progress.h"
#include "base/text.h"
#include "config.h"
#include "host/isolate.h"
#include "host/replay.h"
#include "memlib.h"
#include "time/bench.h"
#include "time/processor.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum kind { MALLOCS, FREES, REALLOCS, CALLOCS, KINDS };

static const char *const names[KINDS] = {"malloc", "free", "realloc", "calloc"};

/* All requests of a kind, in nanoseconds. */
struct sample {
    float *times;
    size_t count;
    float worst;
    char *place; /* of the worst: "traces/x.rep:17 (a 3 512)" */
    float pause; /* in each replay of some trace a request has taken so long */
};

/* What the child tells of a trace: a request's times stand together, and then their mean
 * is the first. */
struct times {
    float pauses[KINDS]; /* of each replay the slowest request; of those the fastest */
    float machine;       /* likewise, of as many that do nothing */
    float of[];
};

static enum kind kind_of(const struct request *r)
{
    return r->op == FREE     ? FREES
           : r->op == MALLOC ? MALLOCS
           : r->op == CALLOC ? CALLOCS
           : r->op < REALLOC ? MALLOCS
                             : REALLOCS;
}

/* So many requests of the trace, from the first one on: by bench_now's clock. */
static float time_part(const struct bench *b, size_t first, size_t count)
{
    struct trace part = *b->trace;

    part.requests += first;
    part.count = count;
    double start = bench_now();
    replay(&part, &b->allocator->host, b->payloads);
    return (float)(bench_now() - start);
}

static int compare(const void *a, const void *b)
{
    float x = *(const float *)a, y = *(const float *)b;
    return (x > y) - (x < y);
}

/* The mean without the slowest: a clock that ticks every 10 ns still tells 3 from 7. */
static float trimmed_mean(float *times)
{
    float sum = 0;

    qsort(times, LATENCY_REPLAYS, sizeof *times, compare);
    for (int i = 0; i < LATENCY_KEPT; i++)
        sum += times[i];
    return sum / LATENCY_KEPT;
}

/* What it costs to time no request at all. */
static float time_nothing(const struct bench *b)
{
    enum { TRIALS = 100 };
    float times[LATENCY_REPLAYS], sum = 0;

    for (int i = 0; i < TRIALS; i++) {
        for (int round = 0; round < LATENCY_REPLAYS; round++)
            times[round] = time_part(b, 0, 0);
        sum += trimmed_mean(times);
    }
    return sum / TRIALS;
}

/* The slowest request of each kind in this replay may be another one in each: it counts
 * unless some replay has done without. The first replay, which touches memory for the
 * first time, does not count. */
static void note_pauses(struct times *times, const struct trace *trace, int round,
                        float nothing)
{
    float slowest[KINDS] = {0};

    for (size_t i = 0; i < trace->count; i++) {
        float *most = &slowest[kind_of(&trace->requests[i])];
        *most = fmaxf(*most, times->of[i * LATENCY_REPLAYS + (size_t)round] - nothing);
    }
    for (enum kind k = 0; k < KINDS && round > 0; k++)
        if (round == 1 || slowest[k] < times->pauses[k])
            times->pauses[k] = slowest[k];
}

/* The machine pauses as well, for its clock and for others. */
static void note_machine(struct times *times, const struct bench *b, int round,
                         float nothing)
{
    float slowest = 0;

    for (size_t i = 0; i < b->trace->count; i++)
        slowest = fmaxf(slowest, time_part(b, 0, 0) - nothing);
    if (round == 0 || slowest < times->machine)
        times->machine = slowest;
}

/* The child's job. */
static void time_requests(void *argument, void *shared)
{
    struct bench *b = argument;
    struct times *times = shared;

    if (!bench_prepare(b))
        return;
    float nothing = time_nothing(b);
    for (int round = 0; round < LATENCY_REPLAYS; round++) {
        mem_reset_brk();
        b->allocator->host.init();
        for (size_t i = 0; i < b->trace->count; i++)
            times->of[i * LATENCY_REPLAYS + (size_t)round] = time_part(b, i, 1);
        note_pauses(times, b->trace, round, nothing);
        note_machine(times, b, round, nothing);
        bench_clean_up(b);
    }
    for (size_t i = 0; i < b->trace->count; i++) {
        float *own = &times->of[i * LATENCY_REPLAYS];
        own[0] = fmaxf(trimmed_mean(own) - nothing, 0);
    }
}

static void add_time(struct sample *sample, const struct trace *trace, size_t i,
                     float time)
{
    sample->times[sample->count++] = time;
    if (sample->place && time <= sample->worst)
        return;
    int length;
    const char *line = trace_line(trace, i, &length);
    free(sample->place);
    sample->worst = time;
    sample->place = format("%s:%u (%.*s)", trace->path, trace->lines[i], length, line);
}

static void add_trace(struct sample samples[KINDS], float *machine,
                      const struct trace *trace, struct allocator *a, size_t heap,
                      double timeout)
{
    struct bench bench = {trace, a, heap, processor_choose(), NULL, 0};
    size_t size = trace->count * LATENCY_REPLAYS * sizeof(float);
    struct child *child =
        isolate_start(time_requests, &bench, sizeof(struct times) + size);
    const struct times *times = isolate_shared(child);
    double patience = timeout * LATENCY_REPLAYS;

    for (enum kind k = 0; k < KINDS; k++) {
        size_t room = samples[k].count + trace->count;
        samples[k].times = realloc(samples[k].times, room * sizeof *samples[k].times);
        if (!samples[k].times)
            error_system("no memory");
    }
    if (isolate_resume(child, patience).outcome == FINISHED) {
        for (size_t i = 0; i < trace->count; i++)
            add_time(&samples[kind_of(&trace->requests[i])], trace, i,
                     times->of[i * LATENCY_REPLAYS]);
        for (enum kind k = 0; k < KINDS; k++)
            samples[k].pause = fmaxf(samples[k].pause, times->pauses[k]);
        *machine = fmaxf(*machine, times->machine);
    }
    isolate_end(child);
}

static void print_sample(const char *kind, struct sample *s)
{
    if (s->count > 0) {
        qsort(s->times, s->count, sizeof *s->times, compare);
        printf("  %-16s %10zu %9.1f %9.1f %9.1f %9.1f   %s\n", kind, s->count,
               (double)s->times[(s->count - 1) / 2],
               (double)s->times[(size_t)(0.99 * (double)(s->count - 1))],
               (double)s->pause, (double)s->worst, s->place);
    }
    free(s->times);
    free(s->place);
}

void latency_print(struct allocator *a, const struct result *results, size_t count,
                   double timeout)
{
    struct sample samples[KINDS] = {0};
    float machine = 0;

    for (size_t i = 0; i < count; i++) {
        struct trace trace = trace_load(results[i].path);
        progress_show("%s: %s, request by request", a->name, trace.name);
        if (results[i].valid)
            add_trace(samples, &machine, &trace, a, results[i].heap, timeout);
        trace_free(&trace);
    }
    progress_clear();
    printf("\n%-18s %10s %9s %9s %9s %9s   %s\n", a->name, "requests", "median", "99 %",
           "pause", "worst", "ns, and the line of the worst");
    for (enum kind k = 0; k < KINDS; k++)
        print_sample(names[k], &samples[k]);
    printf("  %-16s %10s %9s %9s %9.1f\n", "the machine", "", "", "", (double)machine);
}
