#ifndef OUTSIDE_H
#define OUTSIDE_H

#include "host/allocator.h"
#include "result/result.h"
#include "trace/trace.h"

#include <stdint.h>

/*
 * outside.h - In a judge: replays of an allocator that runs apart, timed by the clock of
 * its host's process.
 *
 * The host performs them by itself, so the trace lies in its memory. It has to place as
 * it did when it was judged and requests came one at a time, and to leave the bytes that
 * it left in the *rehearsal* (time/rehearsal.h). All replays start from the same memory,
 * and a part of them stops at a request that nobody foresees, to be looked at.
 */

struct wire_step;

enum { STOPS = 8 };

/* What is known of payloads after so many steps. */
struct stop {
    size_t steps;
    uint64_t image; /* a number made of the bytes that must have been kept, or zeroed */
};

/* What a replay must come to: from the rehearsal. */
struct script {
    bool known;
    uintptr_t code; /* where the plug-in lay; elsewhere, images differ */
    struct stop stops[STOPS];
    uintptr_t places[]; /* the payload that each request has returned, or 0 */
};

/* For a trace of so many requests. */
size_t script_size(const struct trace *trace);

struct outside {
    const struct trace *trace;
    struct allocator *allocator;
    const struct result *result; /* of its validation */
    int processor;               /* to run on, or -1 */
    struct script *script;
    struct wire_step
        *tape;     /* what the host is to perform: it has a copy in each replay */
    double before; /* seconds of the fastest replay in the last turn, or 0: what was long
                      needs no second warm-up */
    bool astray;   /* it does otherwise when it is timed */
};

/* Starts the host. False if it cannot be loaded. */
bool outside_prepare(struct outside *o);

/* Writes the tape. A realloc that the script knows to be refused leaves the old payload.
 */
void outside_write_tape(struct outside *o);

/* The host has so many steps of it, and nothing behind them. */
void outside_show_tape(const struct outside *o, size_t steps);

/* Makes all memory as it is before any replay, for one of so many steps. */
void outside_rewind(struct outside *o, size_t steps);

/* Seconds of the fastest replay of several, which is as the script has it, in the steady
 * state; or o->astray. */
double outside_fastest(struct outside *o, double seconds);

/* Seconds of the processor that judge and host have had. */
double outside_spent(void);

#endif
