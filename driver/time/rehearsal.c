/*
 * rehearsal.c - A replay that is looked at request by request, and makes the script.
 */

#include "time/rehearsal.h"

#include "base/error.h"
#include "base/platform.h"
#include "host/remote.h"
#include "host/replay.h"
#include "judge/payload.h"
#include "memlib.h"
#include "time/known.h"

#include <stdlib.h>
#include <string.h>

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

static bool is_in_heap(const char *p, size_t n)
{
    const char *lo = mem_heap_lo(), *end = lo + mem_heapsize();

    return p >= lo && p <= end && n <= (size_t)(end - p);
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
    known_note(&x->known[r->id], r, p);
    if (!p && r->op == REALLOC &&
        r->n > 0) { /* refused: what follows is of the old one */
        outside_write_tape(o);
        outside_show_tape(o, o->trace->count);
    }
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
    size_t kept = known->size < r->n ? known->size : r->n;
    uint64_t before = known_mix(0, known->payload, kept);
    return rehearse_up_to(o, x, i + 1) &&
           (!known->size || known_mix(0, known->payload, kept) == before);
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
            stop->image = known_image(x->known, o->trace->ids);
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

void rehearse(struct outside *o)
{
    struct rehearsal x = {allocate(o->trace->ids + 1, sizeof *x.known), 0};

    choose_stops(o);
    memset(o->script->places, ~0, o->trace->count * sizeof(uintptr_t)); /* not refused */
    outside_write_tape(o);
    outside_rewind(o, o->trace->count);
    o->astray = !rehearse_all(o, &x) || !is_as_judged(o);
    o->script->code = remote_code();
    o->script->known = true;
    free(x.known);
}
