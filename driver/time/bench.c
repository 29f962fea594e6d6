/*
 * bench.c - An allocator ready to be replayed without checks.
 */

#include "time/bench.h"

#include "base/error.h"
#include "base/platform.h"
#include "config.h"
#include "host/isolate.h"
#include "host/replay.h"
#include "memlib.h"

#include <math.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#define LEAST_SECONDS 1e-9 /* what the clock can tell */

double bench_clock(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double bench_clock_of(pid_t process)
{
    struct timespec time = {0, 0};
    clockid_t clock;

    if (clock_getcpuclockid(process, &clock) == 0)
        clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* What it costs to read the clock twice. */
static double cost_of_clock(void)
{
    enum { TRIALS = 100 };
    double least = INFINITY;

    for (int i = 0; i < TRIALS; i++) {
        double start = bench_clock();
        least = fmin(least, bench_clock() - start);
    }
    return least;
}

double bench_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

bool bench_prepare(struct bench *b)
{
    char ignored[1];

    platform_pin(b->processor);
    mem_init();
    mem_set_limit(trace_heap_limit(b->trace));
    mem_commit(b->heap);
    mem_reset_brk();
    b->clock_cost = cost_of_clock();
    bool loaded = allocator_load(b->allocator, ignored, sizeof ignored);
    b->payloads = replay_places(&b->trace, &b->allocator->host);
    memset(b->payloads, 0, (b->trace->ids + 1) * sizeof *b->payloads); /* touched */
    if (loaded && !b->allocator->path && b->heap > 0)
        platform_populate_libc(b->heap);
    if (loaded && b->allocator->host.simulated)
        isolate_confine_loaded();
    return loaded;
}

/* Seconds of one, of so many after each other: more than one, if a replay leaves nothing
 * that should be freed. */
static double replay_often(struct bench *b, size_t times)
{
    double start = bench_clock();

    for (size_t i = 0; i < times; i++) {
        mem_reset_brk();
        b->allocator->host.init();
        replay(b->trace, &b->allocator->host, b->payloads);
    }
    double seconds = bench_clock() - start - b->clock_cost;
    return fmax(seconds, LEAST_SECONDS) / (double)times;
}

double bench_replay(struct bench *b)
{
    return replay_often(b, 1);
}

/* So many that they take SHORT_REPLAY, if one alone is shorter. */
static size_t lap_of(const struct bench *b, double seconds)
{
    bool several = seconds < SHORT_REPLAY && b->trace->survivor_count == 0;

    return several ? (size_t)(SHORT_REPLAY / seconds) : 1;
}

long bench_faults(void)
{
    struct rusage usage;

    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt + usage.ru_majflt;
}

/* One lap more. Did it cause no page fault, and was it hardly faster than the fastest? */
static bool was_calm(struct bench *b, double *fastest)
{
    bench_clean_up(b);
    long faults = bench_faults();
    double seconds = replay_often(b, lap_of(b, *fastest)), before = *fastest;

    *fastest = fmin(before, seconds);
    return bench_faults() == faults && seconds > before * (1 - STEADY);
}

/* Of those that are long the second: the first may have touched memory for the first
 * time. */
static double replay_first(struct bench *b)
{
    double seconds = bench_replay(b);

    if (seconds < LONG_REPLAY)
        return seconds;
    bench_clean_up(b);
    return fmin(seconds, bench_replay(b));
}

double bench_warm_up(struct bench *b)
{
    double start = bench_clock(), fastest = replay_first(b);
    int calm = 0;

    while (calm < CALM_LAPS && fastest < LONG_REPLAY &&
           bench_clock() - start < WARM_UP_SECONDS)
        calm = was_calm(b, &fastest) ? calm + 1 : 0;
    return fastest;
}

double bench_fastest(struct bench *b, double seconds)
{
    double fastest = bench_warm_up(b), start = bench_clock();
    size_t times = lap_of(b, fastest);

    if (fastest > LONG_REPLAY)
        return fastest;
    fastest = INFINITY;
    do {
        bench_clean_up(b);
        fastest = fmin(fastest, replay_often(b, times));
    } while (bench_clock() - start < seconds);
    return fastest;
}

void bench_clean_up(struct bench *b)
{
    if (!b->allocator->host.simulated)
        replay_clean_up(b->trace, &b->allocator->host, b->payloads);
}
