/*
 * outside.c - Replays of an allocator that runs apart, timed from outside.
 */

#include "time/outside.h"

#include "base/error.h"
#include "base/platform.h"
#include "config.h"
#include "host/remote.h"
#include "memlib.h"
#include "time/bench.h"
#include "time/known.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* On average, one of so many replays stops early. */
enum { STOP_EVERY = 4 };

/* Parts of a lap: */
enum {
    SMALL_PART = 100, /* what is less hardly matters */
    LEAST_PART = 10   /* a replay that is less cannot be told from the asking for it */
};

size_t script_size(const struct trace *trace)
{
    return sizeof(struct script) + trace->count * sizeof(uintptr_t);
}

/* Of the payloads after so many steps, all of which lie in the heap. */
static uint64_t image_of(const struct outside *o, size_t steps)
{
    const struct trace *trace = o->trace;
    struct known *known = allocate(trace->ids + 1, sizeof *known);

    for (size_t i = 0; i < steps; i++)
        known_note(&known[trace->requests[i].id], &trace->requests[i],
                   o->script->places[i]);
    uint64_t image = known_image(known, trace->ids);
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

void outside_write_tape(struct outside *o)
{
    const struct trace *trace = o->trace;
    uint32_t *last = allocate(trace->ids + 1, sizeof *last);

    if (!o->tape)
        o->tape = allocate(trace->count, sizeof *o->tape);
    last[trace->ids] = NO_STEP;
    for (size_t i = 0; i < trace->count; i++) {
        const struct request *r = &trace->requests[i];
        o->tape[i] = step_of(trace, r, last[r->id]);
        if (r->op != FREE && (o->script->places[i] || r->op != REALLOC))
            last[r->id] = (uint32_t)i;
    }
    free(last);
}

void outside_show_tape(const struct outside *o, size_t steps)
{
    struct wire_step *shown = remote_tape();

    memcpy(shown, o->tape, steps * sizeof *shown);
    memset(shown + steps, 0, (o->trace->count - steps) * sizeof *shown);
}

void outside_rewind(struct outside *o, size_t steps)
{
    remote_rewind(&o->allocator->host, o->result->heap);
    outside_show_tape(o, steps);
    memset(remote_payloads(), 0, o->trace->count * sizeof(uintptr_t));
}

/* To scrub the heap has driven from the caches what a replay before would have left
 * there: the lines of its payloads' headers and first words, and the page tables. Reads
 * them in the host's process, in the order of a replay. That a step has no place is no
 * branch: it would drive from the predictor what it knows of the trace. */
static void warm_caches(const struct outside *o, size_t steps)
{
    uintptr_t *list = remote_payloads(), lo = (uintptr_t)mem_heap_lo();
    size_t heap = o->result->heap, count = 0;

    for (size_t i = 0; i < steps; i++) {
        uintptr_t payload = o->script->places[i], header = payload - sizeof payload;
        list[count] = header;
        count += (header - lo < heap) & (payload - lo < heap);
    }
    remote_warm(count);
    memset(list, 0, steps * sizeof *list);
}

/* Seconds of one replay of so many steps, and of asking for it. */
static double replay_tape(struct outside *o, size_t steps)
{
    outside_rewind(o, steps);
    warm_caches(o, steps);
    double start = bench_clock_of(remote_process());
    remote_replay(0, steps);
    return bench_clock_of(remote_process()) - start;
}

/* Seconds for a question that asks for nothing, put as a replay is. */
static double ask_for_nothing(struct outside *o)
{
    outside_rewind(o, o->trace->count);
    warm_caches(o, o->trace->count);
    double start = bench_clock_of(remote_process());
    remote_greet();
    return bench_clock_of(remote_process()) - start;
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

    replay_tape(o, stop->steps);
    o->astray = o->astray || !is_as_written(o, stop);
}

/* One more, and sometimes one that stops. Only what was looked at can be the fastest. */
static double another(struct outside *o, double fastest)
{
    if (platform_random() % STOP_EVERY == 0)
        stop_early(o);
    double seconds = replay_tape(o, o->trace->count);
    if (seconds < fastest)
        o->astray = o->astray || !is_as_written(o, &o->script->stops[STOPS - 1]);
    return seconds;
}

/* As bench_warm_up. */
static void warm_up(struct outside *o)
{
    double start = outside_spent(), fastest = replay_tape(o, o->trace->count);
    int calm = 0;

    while (calm < CALM_LAPS && fastest < LONG_REPLAY && !o->astray &&
           outside_spent() - start < WARM_UP_SECONDS) {
        double seconds = replay_tape(o, o->trace->count);
        calm = seconds > fastest * (1 - STEADY) ? calm + 1 : 0;
        fastest = fmin(fastest, seconds);
    }
}

/* Of what is hardly more than the asking, the asking is timed as often. */
double outside_fastest(struct outside *o, double seconds)
{
    double asking = INFINITY, fastest = INFINITY, timed = 0;

    if (!o->tape)
        outside_write_tape(o);
    if (o->before < LONG_REPLAY)
        warm_up(o);
    do {
        double lap = another(o, fastest);
        fastest = fmin(fastest, lap);
        timed += lap;
        if (asking > lap / SMALL_PART)
            asking = fmin(asking, ask_for_nothing(o));
    } while (timed < seconds && !o->astray);
    if (!o->astray)
        stop_early(o);
    o->before = fmax(fastest - asking, fastest / LEAST_PART);
    return o->before;
}

double outside_spent(void)
{
    return bench_clock() + bench_clock_of(remote_process());
}
