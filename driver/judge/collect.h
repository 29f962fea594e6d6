#ifndef COLLECT_H
#define COLLECT_H

#include "judge/checked.h"
#include "result/result.h"

/*
 * collect.h - mm_collect, called by the driver: does all that lives stay, and does what
 * does not go?
 */

/* What has to be collected, between two calls. */
struct collector {
    struct garbage *garbage; /* what all calls have left */
    bool check_heap;         /* call mm_checkheap, too */
    struct dropped *dropped; /* since the last call */
    size_t dropped_count, room;
    size_t freed;          /* bytes, as the last call has said */
    size_t last;           /* the request of that call, or NO_REQUEST */
    size_t kept, old_kept; /* by the last calls, which have freed none of their kind */
};

void collector_free(struct collector *collector);

/* At an empty heap. */
void collector_start(struct collector *collector);

/* The request before which it is due: is it one of some thirty in a trace, all of a short
 * one, fewer where payloads are very large? The same in every run, and other ones in each
 * shape. */
bool collect_is_due(const struct checker *c, size_t i);

/* Request i is to be performed: if it drops a payload, that is one to be collected. */
void collect_expect(struct collector *collector, const struct checker *c, size_t i);

/* Calls mm_collect after request i, and checks all that is live. False if something is
 * wrong; the verdict then says what. */
bool collect_now(struct collector *collector, struct checker *c, size_t i);

#endif
