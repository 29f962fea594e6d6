/*
 * outside.c - Replays of an allocator that runs apart, timed from outside.
 */

#include "time/outside.h"

#include "base/error.h"
#include "base/platform.h"
#include "config.h"
#include "host/remote.h"
#include "host/replay.h"
#include "judge/payload.h"
#include "memlib.h"
#include "time/bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* On average, one of so many replays stops early. */
enum { STOP_EVERY = 4 };

/* Of each id: its payload, and how many of its first bytes calloc or realloc have made
 * what they are. */
struct known {
    const char *payload;
    size_t size, bytes;
};

size_t script_size(const struct trace *trace)
{
    return sizeof(struct script) + trace->count * sizeof(uintptr_t);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* After a request that has returned p. */
static void note(struct known *known, const struct request *r, uintptr_t p)
{
    size_t before = known->size;

    if (r->op == REALLOC && !p && r->n > 0) /* refused: all is as it was */
        return;
    known->payload = (const char *)p;
    known->size = r->op == FREE || !p ? 0 : r->n;
    if (r->op == REALLOC)
        known->bytes = smaller(before, known->size);
    else
        known->bytes = r->op == CALLOC ? known->size : 0;
}

static uint64_t mix(uint64_t image, const char *bytes, size_t n)
{
    for (size_t i = 0; i < n; i += sizeof(uint64_t)) {
        uint64_t word = 0;
        memcpy(&word, bytes + i, smaller(sizeof word, n - i));
        image = (image ^ word) * UINT64_C(0x9e3779b97f4a7c15);
        image ^= image >> 29;
    }
    return image;
}

static uint64_t image_of_known(const struct known *known, size_t ids)
{
    uint64_t image = 0;

    for (size_t id = 0; id < ids; id++)
        image = mix(image, known[id].payload, known[id].size ? known[id].bytes : 0);
    return image;
}

/* Of the payloads after so many steps, all of which lie in the heap. */
static uint64_t image_of(const struct outside *o, size_t steps)
{
    const struct trace *trace = o->trace;
    struct known *known = allocate(trace->ids + 1, sizeof *known);

    for (size_t i = 0; i < steps; i++)
        note(&known[trace->requests[i].id], &trace->requests[i], o->script->places[i]);
    uint64_t image = image_of_known(known, trace->ids);
    free(known);
    return image;
}

bool outside_prepare(struct outside *o)
{
    char ignored[256];

    platform_pin(o->processor);
    remote_prepare();
    remote_want_tape(o->trace->count);
    mem_init();
    mem_set_limit(trace_heap_limit(o->trace));
    return remote_load(o->allocator, ignored, sizeof ignored);
}

static bool is_in_heap(const char *p, size_t n)
{
    const char *lo = mem_heap_lo(), *end = lo + mem_heapsize();

    return p >= lo && p <= end && n <= (size_t)(end - p);
}

static int by_steps(const void *a, const void *b)
{
    const struct stop *x = a, *y = b;

    return (x->steps > y->steps) - (x->steps < y->steps);
}

/* The last stop is the end. */
static void choose_stops(struct outside *o)
{
    struct stop *stops = o->script->stops;

    for (int i = 0; i < STOPS - 1; i++)
        stops[i].steps = 1 + (size_t)(platform_random() % o->trace->count);
    stops[STOPS - 1].steps = o->trace->count;
    qsort(stops, STOPS, sizeof *stops, by_steps);
}

/* Calloc's product, where it has one. */
static struct wire_step step_of(const struct trace *trace, const struct request *r,
                                uint32_t from)
{
    struct wire_step step = {r->op, from, r->n};
    const struct extra *extra = r->extra ? &trace->extras[r->extra] : NULL;

    if (r->op == CALLOC)
        step.from = 1;
    if (r->op == CALLOC && extra && extra->count < UINT32_MAX) {
        step.from = (uint32_t)extra->count;
        step.n = extra->each;
    }
    if (r->op == MEMALIGN)
        step.from = (uint32_t)extra->alignment;
    return step;
}

/* So many steps, and nothing behind them. */
static void write_tape(const struct outside *o, size_t steps)
{
    const struct trace *trace = o->trace;
    uint32_t *last = allocate(trace->ids + 1, sizeof *last);
    struct wire_step *tape = remote_tape();

    last[trace->ids] = NO_STEP;
    for (size_t i = 0; i < steps; i++) {
        const struct request *r = &trace->requests[i];
        tape[i] = step_of(trace, r, last[r->id]);
        if (r->op != FREE && (o->script->places[i] || r->op != REALLOC))
            last[r->id] = (uint32_t)i;
    }
    memset(tape + steps, 0, (trace->count - steps) * sizeof *tape);
    free(last);
}

/* As before any replay. */
static void rewind_all(struct outside *o)
{
    remote_rewind(&o->allocator->host, o->result->heap);
    memset(remote_payloads(), 0, o->trace->count * sizeof(uintptr_t));
}

/* The rehearsal on its way: what is known after so many steps. */
struct rehearsal {
    struct known *known;
    size_t done;
};

/* Notes what the next step has returned. False if it is not in the heap. */
static bool note_step(struct outside *o, struct rehearsal *x)
{
    const struct request *r = &o->trace->requests[x->done];
    uintptr_t p = r->op == FREE ? 0 : remote_payloads()[x->done];

    o->script->places[x->done++] = p;
    note(&x->known[r->id], r, p);
    if (!p && r->op == REALLOC && r->n > 0) /* refused: what follows is of the old one */
        write_tape(o, o->trace->count);
    return !p || is_in_heap((const char *)p, r->n);
}

/* All steps before the end that have not been performed. False if one has gone wrong. */
static bool rehearse_up_to(struct outside *o, struct rehearsal *x, size_t end)
{
    if (x->done == end)
        return true;
    if (remote_replay(x->done, end) != 0)
        return false;
    while (x->done < end)
        if (!note_step(o, x))
            return false;
    return true;
}

/* A realloc or a calloc, with a look at the bytes before it and after. */
static bool rehearse_looking(struct outside *o, struct rehearsal *x, size_t i)
{
    const struct request *r = &o->trace->requests[i];
    struct known *known = &x->known[r->id];

    if (r->op == CALLOC)
        return rehearse_up_to(o, x, i + 1) &&
               (!known->size || payload_check_zero(known->payload, r->n) == INTACT);
    if (!rehearse_up_to(o, x, i))
        return false;
    size_t kept = smaller(known->size, r->n);
    uint64_t before = mix(0, known->payload, kept);
    return rehearse_up_to(o, x, i + 1) &&
           (!known->size || mix(0, known->payload, kept) == before);
}

static bool is_looked_at(const struct request *r)
{
    return r->op == REALLOC || r->op == CALLOC;
}

static bool rehearse_all(struct outside *o, struct rehearsal *x)
{
    struct stop *stop = o->script->stops, *end = stop + STOPS;

    for (size_t i = 0; i < o->trace->count; i++) {
        if (is_looked_at(&o->trace->requests[i]) && !rehearse_looking(o, x, i))
            return false;
        for (; stop < end && stop->steps == i + 1; stop++) {
            if (!rehearse_up_to(o, x, i + 1))
                return false;
            stop->image = image_of_known(x->known, o->trace->ids);
        }
    }
    return true;
}

/* Is every answer the one that was given when nothing could be foreseen? */
static bool is_as_judged(const struct outside *o)
{
    const struct result *r = o->result;

    return r->answers == 0 ||
           replay_placement((void *const *)o->script->places, o->trace->count,
                            mem_heap_lo()) == r->answers;
}

void outside_rehearse(struct outside *o)
{
    struct rehearsal x = {allocate(o->trace->ids + 1, sizeof *x.known), 0};

    choose_stops(o);
    memset(o->script->places, ~0, o->trace->count * sizeof(uintptr_t)); /* not refused */
    write_tape(o, o->trace->count);
    rewind_all(o);
    o->astray = !rehearse_all(o, &x) || !is_as_judged(o);
    o->script->code = remote_code();
    o->script->known = true;
    free(x.known);
}

/* Seconds of one replay of what is on the tape. */
static double replay_tape(struct outside *o, size_t steps, double cost)
{
    rewind_all(o);
    double start = bench_clock_of(remote_process());
    remote_replay(0, steps);
    return fmax(bench_clock_of(remote_process()) - start - cost, 1e-9);
}

/* Is all as in the rehearsal, to the last pointer, and the bytes that are known there? */
static bool is_as_written(const struct outside *o, const struct stop *stop)
{
    const struct script *script = o->script;

    return memcmp(remote_payloads(), script->places, stop->steps * sizeof(uintptr_t)) ==
               0 &&
           (remote_code() != script->code || image_of(o, stop->steps) == stop->image);
}

/* A replay that nobody times. */
static void stop_early(struct outside *o)
{
    const struct stop *stop = &o->script->stops[platform_random() % STOPS];

    write_tape(o, stop->steps);
    replay_tape(o, stop->steps, 0);
    o->astray = o->astray || !is_as_written(o, stop);
    write_tape(o, o->trace->count);
}

/* One more, and sometimes one that stops. Only what was looked at can be the fastest. */
static double another(struct outside *o, double fastest, double cost)
{
    if (platform_random() % STOP_EVERY == 0)
        stop_early(o);
    double seconds = replay_tape(o, o->trace->count, cost);
    if (seconds < fastest)
        o->astray = o->astray || !is_as_written(o, &o->script->stops[STOPS - 1]);
    return seconds;
}

/* Seconds for a question that asks for nothing, put as a replay is. */
static double cost_of_asking(struct outside *o)
{
    enum { TRIALS = 8, ENOUGH = 1 << 20 /* bytes, to have other things in the caches */ };
    double least = INFINITY;

    for (int i = 0; i < TRIALS; i++) {
        remote_rewind(&o->allocator->host, smaller(o->result->heap, ENOUGH));
        double start = bench_clock_of(remote_process());
        remote_greet();
        least = fmin(least, bench_clock_of(remote_process()) - start);
    }
    return least;
}

/* As bench_warm_up. */
static double warm_up(struct outside *o, double cost)
{
    double start = outside_spent(), fastest = replay_tape(o, o->trace->count, cost);
    int calm = 0;

    while (calm < CALM_LAPS && fastest < LONG_REPLAY && !o->astray &&
           outside_spent() - start < WARM_UP_SECONDS) {
        double seconds = replay_tape(o, o->trace->count, cost);
        calm = seconds > fastest * (1 - STEADY) ? calm + 1 : 0;
        fastest = fmin(fastest, seconds);
    }
    return fastest;
}

double outside_fastest(struct outside *o, double seconds)
{
    double cost = cost_of_asking(o), fastest = INFINITY, timed = 0;

    write_tape(o, o->trace->count);
    if (o->before < LONG_REPLAY)
        warm_up(o, cost);
    do {
        double lap = another(o, fastest, cost);
        fastest = fmin(fastest, lap);
        timed += lap;
    } while (timed < seconds && !o->astray);
    if (!o->astray)
        stop_early(o);
    o->before = fastest;
    return fastest;
}

double outside_spent(void)
{
    return bench_clock() + bench_clock_of(remote_process());
}
