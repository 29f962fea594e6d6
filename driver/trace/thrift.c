/*
 * thrift.c - A trace with as few ids as can be.
 */

#include "trace/thrift.h"

#include "base/error.h"

#include <stdlib.h>

/* Ids that can be given, and whose they are: the new one of each old, plus 1, or 0. */
struct ids {
    uint32_t *given, *idle;
    size_t idle_count, count;
};

/* The new id of an old one, which gets one if it has none. */
static uint32_t give(struct ids *ids, uint32_t old)
{
    if (ids->given[old] == 0)
        ids->given[old] = 1 + (ids->idle_count > 0 ? ids->idle[--ids->idle_count]
                                                   : (uint32_t)ids->count++);
    return ids->given[old] - 1;
}

static void take_back(struct ids *ids, uint32_t old)
{
    ids->idle[ids->idle_count++] = ids->given[old] - 1;
    ids->given[old] = 0;
}

static struct request renamed(struct ids *ids, const struct trace *trace,
                              struct request r)
{
    uint32_t old = r.id;

    if (old == trace->ids)
        return r; /* the spare one, whose number is not yet known */
    r.id = give(ids, old);
    if (r.op == FREE || (r.op == REALLOC && r.n == 0))
        take_back(ids, old);
    return r;
}

struct trace thrift_new(const struct trace *trace)
{
    struct trace thrifty = *trace;
    struct ids ids = {allocate(trace->ids + 1, sizeof(uint32_t)),
                      allocate(trace->ids + 1, sizeof(uint32_t)), 0, 0};

    thrifty.requests = allocate(trace->count, sizeof *thrifty.requests);
    thrifty.survivors = allocate(trace->survivor_count + 1, sizeof *thrifty.survivors);
    for (size_t i = 0; i < trace->count; i++)
        thrifty.requests[i] = renamed(&ids, trace, trace->requests[i]);
    thrifty.ids = ids.count;
    for (size_t i = 0; i < trace->count; i++)
        if (trace->requests[i].id == trace->ids)
            thrifty.requests[i].id = (uint32_t)thrifty.ids;
    for (size_t i = 0; i < trace->survivor_count; i++)
        thrifty.survivors[i] = give(&ids, trace->survivors[i]);
    free(ids.given);
    free(ids.idle);
    return thrifty;
}

void thrift_free(struct trace *thrifty)
{
    free(thrifty->requests);
    free(thrifty->survivors);
}
