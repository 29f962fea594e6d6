/*
 * replay.c - The bare replay.
 */

#include "host/replay.h"

#include "base/error.h"
#include "memlib.h"
#include "trace/thrift.h"

void **replay_places(const struct trace **trace, const struct host *host)
{
    if (!host->collect)
        return allocate((*trace)->ids + 1, sizeof(void *));
    struct trace *thrifty = allocate(1, sizeof *thrifty);
    *thrifty = thrift_new(*trace);
    *trace = thrifty;
    return mem_set_roots(thrifty->ids + 1);
}

/* A trace with requests of rare kinds. Where a payload was freed its address stays, as in
 * the other replays, of which the placement is the same. */
static void replay_rare(const struct trace *trace, const struct host *host,
                        void **payloads)
{
    for (size_t i = 0; i < trace->count; i++) {
        const struct request *r = &trace->requests[i];
        if (r->op == FREE)
            host_answer(host, trace, r, payloads[r->id]);
        else
            host_perform(host, trace, r, &payloads[r->id]);
    }
}

/* Places are roots: to free a payload is to forget it. */
static void replay_implicit(const struct trace *trace, const struct host *host,
                            void **payloads)
{
    for (size_t i = 0; i < trace->count; i++) {
        const struct request *r = &trace->requests[i];
        if (r->op == FREE)
            payloads[r->id] = NULL;
        else if (r->op == MALLOC)
            payloads[r->id] = host->malloc(r->n);
        else
            host_perform(host, trace, r, &payloads[r->id]);
    }
}

void replay(const struct trace *trace, const struct host *host, void **payloads)
{
    const struct host f = *host; /* so that no store can change a function */
    const struct request *end = trace->requests + trace->count;

    if (host->collect) {
        replay_implicit(trace, host, payloads);
        return;
    }
    if (trace->extras) {
        replay_rare(trace, host, payloads);
        return;
    }
    for (const struct request *r = trace->requests; r < end; r++) {
        void **payload = &payloads[r->id];
        switch (r->op) {
        case MALLOC:
            *payload = f.malloc(r->n);
            break;
        case CALLOC:
            *payload = f.calloc(1, r->n);
            break;
        case REALLOC:
            *payload = f.realloc(*payload, r->n);
            break;
        case REALLOC_NULL:
            *payload = f.realloc(NULL, r->n);
            break;
        default:
            f.free(*payload);
        }
    }
}

uint64_t replay_placement(void *const *payloads, size_t count, const void *base)
{
    uint64_t placement = 0;

    for (size_t i = 0; i < count; i++) {
        uintptr_t offset = payloads[i] ? (uintptr_t)payloads[i] - (uintptr_t)base : 1;
        placement = (placement ^ offset) * UINT64_C(0x9e3779b97f4a7c15);
        placement ^= placement >> 29;
    }
    return placement;
}

void replay_clean_up(const struct trace *trace, const struct host *host, void **payloads)
{
    for (size_t i = 0; i < trace->survivor_count && !host->collect; i++)
        host->free(payloads[trace->survivors[i]]);
}
