/*
 * measure.c - Sittings of bare replays, all contestants in turn.
 *
 * In a sitting each contestant is a new child, so that the memory which it got from the
 * system, and which can make a replay faster or slower by several percent, differs from
 * one sitting to the next. It replays until it is in the steady state (bench.h), and its
 * time is the fastest replay's of those that follow. The payloads must end where
 * validation saw them: an allocator that behaves otherwise once it is not watched has no
 * speed.
 *
 * The reference has two turns in each sitting, like two contestants. The mean of both is
 * what others are compared with; and how far they are apart, though they should be equal,
 * is how far any ratio can be wrong. (One child for both would be slower in its second
 * turn: after eight others it was by 2.6 %, though as warm as before.)
 *
 * A sitting in which something else ran in the processor's core (core.h) does not count,
 * as long as there is patience for others.
 *
 * A child that needs more than LONG_START seconds until it can be timed, for all the
 * memory that it takes, is kept for all sittings, if there is no second contestant whose
 * memory would have to be there, too.
 */

#include "time/measure.h"

#include "base/error.h"
#include "base/interval.h"
#include "base/platform.h"
#include "base/text.h"
#include "config.h"
#include "host/isolate.h"
#include "host/replay.h"
#include "judge/verdict.h"
#include "memlib.h"
#include "time/bench.h"
#include "time/core.h"
#include "time/outside.h"
#include "time/processor.h"
#include "time/rehearsal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a child is told. */
struct job {
    struct bench bench;
    const struct result *result;
    struct script *script; /* of one that runs apart, from its first sitting; or NULL */
};

enum { MOST_TURNS = 2 };

/* What it tells. */
struct turn {
    struct progress progress;
    double seconds; /* of the fastest replay */
    double start;   /* of the processor, until the child was ready for its first turn */
    double spent;   /* in this turn */
    double jitter;  /* of the core, before it and after it */
    bool over;      /* it is told, not tells: there is no further turn */
    bool loaded;
    bool astray;          /* payloads are elsewhere */
    struct script script; /* of one that runs apart */
};

/* One contestant while it is timed. */
struct runner {
    struct contestant *contestant;
    struct job job;
    double ratios[MAX_SITTINGS];
    double
        nulls[MAX_SITTINGS]; /* the reference's ratios to itself in the same sittings */
    size_t sittings;         /* that count */
    size_t crowded;          /* of these, in a core that was shared */
    struct child *child;     /* that waits for its next turn, or NULL */
    int turns;               /* that it has had in this sitting */
    int most_turns;          /* in a sitting */
    double seconds[MOST_TURNS]; /* of the fastest replay of each */
    double jitter;              /* of the core, the most in this sitting */
    double fastest;             /* of all */
    double start;               /* of its child, in seconds of the processor */
    double spent;               /* in all turns */
    bool alone;                 /* with the reference */
    bool done;
};

static bool went_astray(const struct job *job)
{
    const struct result *r = job->result;

    return r->placement != 0 &&
           (mem_heapsize() != r->heap ||
            replay_placement(job->bench.payloads, job->bench.trace->ids, mem_heap_lo()) !=
                r->placement);
}

static void take_turn(struct job *job, struct turn *turn)
{
    double began = bench_clock(), before = core_jitter();

    turn->seconds = bench_fastest(&job->bench, SITTING_SECONDS);
    turn->astray = went_astray(job);
    turn->jitter = fmax(before, core_jitter());
    turn->spent = bench_clock() - began;
}

/* Waits for the next one. Is there one? */
static bool has_another_turn(const volatile struct turn *turn)
{
    isolate_yield();
    return !turn->over;
}

/* The child's job. */
static void take_turns(void *argument, void *shared)
{
    struct job *job = argument;
    struct turn *turn = shared;

    turn->progress.phase = TIMING;
    turn->progress.request = NO_REQUEST;
    if (!bench_prepare(&job->bench))
        return;
    turn->loaded = true;
    turn->start = bench_clock();
    take_turn(job, turn);
    while (has_another_turn(turn)) {
        bench_clean_up(&job->bench);
        take_turn(job, turn);
    }
}

static void take_turn_apart(struct outside *outside, struct turn *turn)
{
    double began = outside_spent(), before = core_jitter();

    if (!outside->astray)
        turn->seconds = outside_fastest(outside, SITTING_SECONDS);
    turn->astray = outside->astray;
    turn->jitter = fmax(before, core_jitter());
    turn->spent = outside_spent() - began;
}

/* The job of its judge, if it runs apart. */
static void take_turns_apart(void *argument, void *shared)
{
    struct job *job = argument;
    struct turn *turn = shared;
    struct outside outside = {.trace = job->bench.trace,
                              .allocator = job->bench.allocator,
                              .result = job->result,
                              .processor = job->bench.processor,
                              .script = job->script ? job->script : &turn->script};

    turn->loaded = outside_prepare(&outside);
    if (!turn->loaded)
        return;
    if (!outside.script->known)
        rehearse(&outside);
    turn->start = outside_spent();
    do
        take_turn_apart(&outside, turn);
    while (has_another_turn(turn));
}

static struct child *start_child(struct job *job)
{
    if (!job->bench.allocator->apart)
        return isolate_start(take_turns, job, sizeof(struct turn));
    return isolate_start_judge(take_turns_apart, job,
                               sizeof(struct turn) + script_size(job->bench.trace));
}

/* So that there is one rehearsal for all sittings. */
static void keep_script(struct job *job, const struct turn *turn)
{
    size_t size = script_size(job->bench.trace);

    if (!turn->script.known || job->script)
        return;
    job->script = allocate(size, 1);
    memcpy(job->script, &turn->script, size);
}

/* Its child, if it waits, waits for a turn that does not come. */
static void leave(struct runner *runner, bool waits)
{
    struct turn *turn = isolate_shared(runner->child);

    turn->over = true;
    if (waits)
        isolate_resume(runner->child, TIMEOUT);
    isolate_end(runner->child);
    runner->child = NULL;
}

/* How the turn ended is a failure: says so, and times it no more. */
static void give_up(struct runner *runner, char *message)
{
    runner->contestant->result->valid = false;
    runner->contestant->result->message = message;
    runner->done = true;
}

/* Is its child to be there in the next sitting? */
static bool is_kept(const struct runner *runner)
{
    return runner->alone && runner->start > LONG_START;
}

/* What the turn has cost, its new process included; but for what runs apart, which would
 * have nothing left to be timed. */
static double cost_of(const struct runner *runner, const struct turn *turn, bool is_new)
{
    bool apart = runner->job.bench.allocator->apart;

    return turn->spent + (is_new && !apart ? turn->start : 0);
}

/* Its next turn in this sitting. */
static void give_turn(struct runner *runner)
{
    bool is_new = !runner->child;

    if (is_new)
        runner->child = start_child(&runner->job);
    struct turn *shared = isolate_shared(runner->child);
    struct ending ending = isolate_resume(runner->child, TIMEOUT);
    struct turn turn = *shared;

    keep_script(&runner->job, shared);
    runner->seconds[runner->turns++] = turn.seconds;
    runner->jitter = fmax(runner->jitter, turn.jitter);
    runner->start = turn.start;
    runner->spent += cost_of(runner, &turn, is_new);
    bool waits = ending.outcome == YIELDED;
    if (!waits || !is_kept(runner))
        leave(runner, waits);
    if (!waits && ending.outcome != FINISHED)
        give_up(runner, format("timing: %s", verdict_last_words(&ending)));
    else if (!turn.loaded)
        give_up(runner, duplicate("could not be loaded to be timed"));
    else if (turn.astray)
        give_up(runner, duplicate("behaves differently when it is timed: payloads are "
                                  "elsewhere, or hold other bytes"));
}

static bool has_child(const struct runner *runners, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (runners[i].child)
            return true;
    return false;
}

/* A child that is kept stays where it is, and so do the others. */
static void begin_sitting(struct runner *runners, size_t count)
{
    bool moves = !has_child(runners, count);
    int processor = moves ? processor_choose() : -1;

    for (size_t i = 0; i < count; i++) {
        if (moves)
            runners[i].job.bench.processor = processor;
        runners[i].turns = 0;
        runners[i].jitter = 0;
    }
}

static void shuffle(struct runner **order, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        size_t j = (size_t)rand() % i;
        struct runner *swapped = order[i - 1];
        order[i - 1] = order[j];
        order[j] = swapped;
    }
}

static double log_median(const double *ratios, size_t count)
{
    double sample[MAX_SITTINGS];

    memcpy(sample, ratios, count * sizeof *sample);
    return log(interval_of(sample, count).median);
}

static double log_error(const double *ratios, size_t count)
{
    double sample[MAX_SITTINGS];

    for (size_t i = 0; i < count; i++)
        sample[i] = log(ratios[i]);
    return interval_error(sample, count);
}

/* Is the speed known badly? Of few sittings one that is far off says so, of more only
 * what half of them say. */
static bool is_noisy(const struct runner *runner, double width)
{
    if (runner->sittings >= MIN_SITTINGS)
        width =
            2 * interval_quantile(INFINITY) * log_error(runner->ratios, runner->sittings);
    return width > WIDE_INTERVAL;
}

/* Are there enough sittings: the budget is spent, or the interval is narrow? Noise gets
 * more of both. */
static bool is_done(const struct runner *runner, double budget)
{
    double sample[MAX_SITTINGS];

    if (runner->sittings < FEW_SITTINGS || runner->sittings == MAX_SITTINGS)
        return runner->sittings == MAX_SITTINGS;
    memcpy(sample, runner->ratios, sizeof sample);
    struct interval interval = interval_of(sample, runner->sittings);
    double width = (interval.hi - interval.lo) / interval.median;
    if (width < GOOD_INTERVAL && runner->sittings >= MIN_SITTINGS)
        return true;
    return runner->spent >= (is_noisy(runner, width) ? PATIENCE * budget : budget);
}

/* What a sitting has given, with the reference's two turns in it. One in a shared core
 * counts when others have been waited for in vain. */
static void note_turn(struct runner *r, const struct runner *reference, double budget)
{
    double once = reference->seconds[0], again = reference->seconds[1];
    bool crowded = fmax(r->jitter, reference->jitter) > SHARED_JITTER;

    r->fastest = fmin(r->fastest, r->seconds[0]);
    if (crowded && r->spent < SHARED_PATIENCE * budget)
        return;
    r->nulls[r->sittings] = once / again;
    r->ratios[r->sittings++] = sqrt(once * again) / r->seconds[0];
    r->crowded += crowded;
    r->done = is_done(r, budget);
}

/* If the reference is still there: notes what the sitting has given, and who is done.
 * False if nobody needs another. */
static bool note_sitting(struct runner *runners, size_t count, double budget)
{
    bool anyone = false;

    if (runners[0].done)
        return false;
    for (size_t i = 1; i < count; i++) {
        if (!runners[i].done)
            note_turn(&runners[i], &runners[0], budget);
        anyone = anyone || !runners[i].done;
    }
    return anyone;
}

/* The interval is that of its ratios, and as much wider as the reference's ratios to
 * itself are off, and as a shared core can make it. */
static void report_timing(struct result *result, struct runner *runner)
{
    size_t count = runner->sittings;

    result->timed = true;
    result->seconds = runner->fastest;
    result->null = log_median(runner->nulls, count);
    result->crowded = 2 * runner->crowded > count;
    result->error = log_error(runner->ratios, count);
    result->freedom = interval_freedom(count);
    struct interval interval = interval_of(runner->ratios, count);
    double below = log(interval.median / fmax(interval.lo, interval.median / 10));
    double above = log(interval.hi / interval.median);
    double off = hypot(result->null, result->crowded ? SHARED_ERROR : 0);
    result->ratio = interval.median;
    result->ratio_lo = interval.median / exp(hypot(below, off));
    result->ratio_hi = interval.median * exp(hypot(above, off));
}

static struct runner runner_of(const struct trace *trace, struct contestant *c,
                               bool alone)
{
    size_t heap = c->result->simulated ? c->result->heap : trace->peak;

    return (struct runner){
        .contestant = c,
        .most_turns = 1,
        .fastest = INFINITY,
        .alone = alone,
        .job = {{trace, c->allocator, heap, -1, NULL, 0}, c->result, NULL}};
}

void measure(const struct trace *trace, struct contestant *contestants, size_t count,
             double budget)
{
    struct runner *runners = allocate(count, sizeof *runners);
    struct runner **order = allocate(count + 1, sizeof(struct runner *));

    for (size_t i = 0; i < count; i++) {
        runners[i] = runner_of(trace, &contestants[i], count == 2);
        order[i] = &runners[i];
    }
    order[count] = &runners[0];
    runners[0].most_turns = MOST_TURNS;
    do {
        begin_sitting(runners, count);
        shuffle(order, count + 1);
        for (size_t i = 0; i <= count; i++)
            if (!order[i]->done)
                give_turn(order[i]);
    } while (note_sitting(runners, count, budget));
    for (size_t i = 1; i < count; i++)
        if (runners[i].contestant->result->valid && runners[i].sittings > 0)
            report_timing(runners[i].contestant->result, &runners[i]);
    for (size_t i = 0; i < count; i++) {
        if (runners[i].child)
            leave(&runners[i], true);
        free(runners[i].job.script);
    }
    free(runners);
    free(order);
}
