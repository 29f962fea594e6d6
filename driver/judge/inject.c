/*
 * inject.c - Replays in which mem_sbrk fails once.
 *
 * An id whose allocation was refused is absent: its requests are left out until it is
 * allocated anew.
 */

#include "judge/inject.h"

#include "base/error.h"
#include "memlib.h"

#include <stdlib.h>

static bool is_of_absent(const struct request *r, bool *absent)
{
    if ((r->op != FREE && r->op != REALLOC) || !absent[r->id])
        return false;
    absent[r->id] = r->op != FREE;
    return true;
}

/* A request that was refused: what was live before must be so still. */
static bool after_refusal(struct checker *c, size_t i, size_t size, bool *absent)
{
    const struct request *r = &c->trace->requests[i];

    c->verdict->message[0] = c->verdict->detail[0] = '\0';
    c->verdict->request = NO_REQUEST;
    if (r->op != REALLOC) {
        absent[r->id] = true;
        return true;
    }
    checker_keep(c, r->id, size);
    return checked_payload(c, i, r->id);
}

static bool request_that_may_fail(struct checker *c, size_t i, size_t call, bool *absent)
{
    const struct request *r = &c->trace->requests[i];
    size_t calls = mem_calls(), size = c->sizes[r->id];

    if (is_of_absent(r, absent))
        return true;
    c->returned[i] = c; /* no NULL until the allocator has answered */
    if (checked_request(c, i)) {
        absent[r->id] = false;
        return true;
    }
    if (c->returned[i] || calls >= call || mem_calls() < call)
        return false;
    return after_refusal(c, i, size, absent);
}

static bool replay_requests(struct checker *c, size_t call, bool *absent)
{
    for (size_t i = 0; i < c->trace->count; i++) {
        c->verdict->progress.request = i;
        if (!request_that_may_fail(c, i, call, absent))
            return false;
    }
    c->verdict->progress.request = NO_REQUEST;
    for (size_t i = 0; i < c->trace->survivor_count; i++)
        if (!absent[c->trace->survivors[i]] &&
            !checked_payload(c, NO_REQUEST, c->trace->survivors[i]))
            return false;
    return true;
}

bool inject(struct checker *c, size_t call)
{
    bool *absent = allocate(c->trace->ids + 1, sizeof *absent), good;

    mem_guard(0);
    mem_refuse(call);
    mem_reset_brk();
    checker_reset(c);
    c->verdict->progress = (struct progress){INJECTING, NO_REQUEST};
    good = c->host->init() != 0 ? mem_calls() >= call : replay_requests(c, call, absent);
    mem_refuse(0);
    free(absent);
    if (!good)
        checker_explain(c, "mem_sbrk had failed at call %zu (--inject-sbrk %zu)", call,
                        call);
    return good;
}

/* A large heap takes long to be filled again. */
bool inject_often(struct checker *c, size_t calls)
{
    enum { LARGE = 1 << 26 };

    for (size_t call = 1; call <= calls;
         call += 1 + (c->heap < LARGE ? call / 4 : 3 * call))
        if (!inject(c, call))
            return false;
    return true;
}
