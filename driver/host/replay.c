/*
 * replay.c - The bare replay.
 */

#include "host/replay.h"

/* A trace with requests of rare kinds. */
static void replay_rare(const struct trace *trace, const struct host *host,
                        void **payloads)
{
    for (size_t i = 0; i < trace->count; i++)
        host_perform(host, trace, &trace->requests[i], &payloads[trace->requests[i].id]);
}

void replay(const struct trace *trace, const struct host *host, void **payloads)
{
    const struct host f = *host; /* so that no store can change a function */
    const struct request *end = trace->requests + trace->count;

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

uint64_t replay_placement(const struct trace *trace, void *const *payloads,
                          const void *base)
{
    uint64_t placement = 0;

    for (size_t id = 0; id < trace->ids; id++) {
        uintptr_t offset = payloads[id] ? (uintptr_t)payloads[id] - (uintptr_t)base : 1;
        placement = (placement ^ offset) * UINT64_C(0x9e3779b97f4a7c15);
        placement ^= placement >> 29;
    }
    return placement;
}

void replay_clean_up(const struct trace *trace, const struct host *host, void **payloads)
{
    for (size_t i = 0; i < trace->survivor_count; i++)
        host->free(payloads[trace->survivors[i]]);
}
