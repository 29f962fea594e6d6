/*
 * measure.c - Rounds of bare replays, all contestants in turn.
 *
 * Each contestant is a child that waits between its rounds. Its heap is in memory
 * before the first, and its clock counts the time of its own thread only. Every
 * timed replay must end with the payloads where validation saw them: an allocator
 * that behaves otherwise once it is not watched has no speed.
 */

#include "measure.h"

#include "config.h"
#include "error.h"
#include "interval.h"
#include "isolate.h"
#include "memlib.h"
#include "platform.h"
#include "replay.h"
#include "text.h"
#include "verdict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What a child is told, and what it tells. */
struct job {
    const struct trace *trace;
    struct allocator *allocator;
    const struct result *result;
    int processor;
};

struct lap {
    struct progress progress;
    double seconds; /* of the round's fastest replay */
    bool astray;    /* a replay that placed payloads elsewhere */
};

/* One contestant while it is timed. */
struct runner {
    struct child *child; /* NULL once it has failed or has finished */
    struct job job;
    double ratios[MAX_ROUNDS];
    size_t rounds;
    double lap;     /* of this round */
    double fastest; /* of all */
    double spent;
    bool done;
};

static double thread_seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* The seconds of one replay from an empty heap, mm_init included. */
static double timed_replay(const struct job *job, void **payloads)
{
    mem_reset_brk();
    double start = thread_seconds();
    job->allocator->init();
    replay(job->trace, job->allocator, payloads);
    return thread_seconds() - start;
}

static bool went_astray(const struct job *job, void **payloads)
{
    return job->result->placement != 0 &&
           (mem_heapsize() != job->result->heap ||
            replay_placement(job->trace, payloads, mem_heap_lo()) !=
                job->result->placement);
}

static void run_round(const struct job *job, void **payloads, struct lap *lap)
{
    double spent = 0;

    lap->seconds = INFINITY;
    do {
        double seconds = timed_replay(job, payloads);
        spent += seconds;
        lap->seconds = fmin(lap->seconds, seconds);
        if (!job->allocator->simulated)
            replay_clean_up(job->trace, job->allocator, payloads);
    } while (spent < ROUND_SECONDS);
    lap->astray = lap->astray || went_astray(job, payloads);
}

/* The child's job: never returns, it is ended by the parent. */
static void run_rounds(void *argument, void *shared)
{
    const struct job *job = argument;
    struct lap *lap = shared;
    char ignored[1];

    lap->progress.phase = TIMING;
    lap->progress.request = NO_REQUEST;
    platform_pin(job->processor);
    mem_init();
    mem_set_limit(trace_heap_limit(job->trace));
    mem_commit(job->result->heap);
    void **payloads = allocate(job->trace->ids + 1, sizeof *payloads);
    if (!allocator_load(job->allocator, ignored, sizeof ignored))
        return;
    for (;;) {
        run_round(job, payloads, lap);
        isolate_yield();
    }
}

/* How the round ended is a failure: says so, and times it no more. */
static void give_up(struct contestant *contestant, struct runner *runner,
                    const char *message)
{
    struct result *r = contestant->result;

    r->valid = false;
    r->message = duplicate(message);
    isolate_end(runner->child);
    runner->child = NULL;
    runner->done = true;
}

static void resume(struct contestant *contestant, struct runner *runner)
{
    struct lap *lap = isolate_shared(runner->child);
    struct ending ending = isolate_resume(runner->child, TIMEOUT);

    if (ending.outcome == YIELDED && !lap->astray) {
        runner->lap = lap->seconds;
        return;
    }
    give_up(contestant, runner,
            ending.outcome == YIELDED
                ? "behaves differently when it is timed: payloads are elsewhere"
            : ending.outcome == CRASHED   ? "crashed while it was timed"
            : ending.outcome == EXITED    ? "exited while it was timed"
            : ending.outcome == TIMED_OUT ? "did not end in time while it was timed"
                                          : "could not be loaded to be timed");
}

static void shuffle(size_t *order, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)rand() % i, swapped = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swapped;
    }
}

/* Enough rounds, and an interval that is narrow enough or a budget that is spent?
 * Noise gets more of both. */
static bool is_done(const struct runner *runner, double budget)
{
    double sample[MAX_ROUNDS];

    if (runner->rounds == MAX_ROUNDS)
        return true;
    if (runner->rounds < (runner->lap > budget / MIN_ROUNDS ? 2 : MIN_ROUNDS))
        return false;
    memcpy(sample, runner->ratios, sizeof sample);
    struct interval interval = interval_of(sample, runner->rounds);
    double width = (interval.hi - interval.lo) / interval.median;
    return width < GOOD_INTERVAL ||
           runner->spent >= (width < WIDE_INTERVAL ? budget : PATIENCE * budget);
}

/* Everyone who is not done has a turn; the reference has one with them. False if nobody
 * is left. */
static bool one_round(struct contestant *contestants, struct runner *runners,
                      size_t *order, size_t count, double budget, bool warm_up)
{
    bool anyone = false;

    shuffle(order, count);
    for (size_t i = 0; i < count; i++)
        if (runners[order[i]].child && !runners[order[i]].done)
            resume(&contestants[order[i]], &runners[order[i]]);
    if (!runners[0].child)
        return false;
    for (size_t i = 0; i < count && !warm_up; i++) {
        struct runner *r = &runners[i];
        if (r->done || !r->child)
            continue;
        r->ratios[r->rounds++] = runners[0].lap / r->lap;
        r->fastest = fmin(r->fastest, r->lap);
        r->spent += fmax(r->lap, ROUND_SECONDS);
        r->done = i > 0 && is_done(r, budget);
        anyone = anyone || (i > 0 && !r->done);
    }
    return anyone || warm_up || (count == 1 && runners[0].rounds < MIN_ROUNDS);
}

static void report_timing(struct result *result, struct runner *runner)
{
    struct interval interval = interval_of(runner->ratios, runner->rounds);

    result->timed = true;
    result->seconds = runner->fastest;
    result->ratio = interval.median;
    result->ratio_lo = interval.lo;
    result->ratio_hi = interval.hi;
}

void measure(const struct trace *trace, struct contestant *contestants, size_t count,
             double budget)
{
    struct runner *runners = allocate(count, sizeof *runners);
    size_t *order = allocate(count, sizeof *order);
    static int processor = -1;

    if (processor < 0)
        processor = platform_idlest_processor();
    for (size_t i = 0; i < count; i++) {
        order[i] = i;
        runners[i].fastest = INFINITY;
        runners[i].job = (struct job){trace, contestants[i].allocator,
                                      contestants[i].result, processor};
        runners[i].child = isolate_start(run_rounds, &runners[i].job, sizeof(struct lap));
    }
    one_round(contestants, runners, order, count, budget, true);
    while (runners[0].rounds < MAX_ROUNDS &&
           one_round(contestants, runners, order, count, budget, false))
        ;
    for (size_t i = 0; i < count; i++) {
        if (runners[i].child && runners[i].rounds > 0)
            report_timing(contestants[i].result, &runners[i]);
        if (runners[i].child)
            isolate_end(runners[i].child);
    }
    free(runners);
    free(order);
}

static char *bump;

static void *bump_malloc(size_t n)
{
    char *p = bump;
    bump += (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return p;
}

static void bump_free(void *p)
{
    (void)p;
}

double measure_overhead(void)
{
    enum { IDS = 500, ROUNDS = 2000 };
    static char heap[IDS * 64];
    static struct request requests[2 * IDS];
    void *payloads[IDS + 1] = {NULL};
    struct trace trace = {.requests = requests, .count = 2 * IDS, .ids = IDS};
    struct allocator bumper = {.malloc = bump_malloc, .free = bump_free};
    double best = INFINITY;

    for (uint32_t i = 0; i < IDS; i++) {
        requests[i] = (struct request){.id = i, .op = MALLOC, .n = 1 + i % 64};
        requests[IDS + i] = (struct request){.id = i, .op = FREE};
    }
    for (int round = 0; round < ROUNDS; round++) {
        bump = heap;
        double start = thread_seconds();
        replay(&trace, &bumper, payloads);
        best = fmin(best, thread_seconds() - start);
    }
    return best / (2 * IDS);
}
