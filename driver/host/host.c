/*
 * host.c - Requests put to an allocator, and the heap that it finds when it starts.
 */

#include "host/host.h"

#include "memlib.h"

static void *answer_calloc(const struct host *host, const struct extra *extra, size_t n)
{
    return extra ? host->calloc(extra->count, extra->each) : host->calloc(1, n);
}

void *host_answer(const struct host *host, const struct trace *trace,
                  const struct request *request, void *old)
{
    const struct extra *extra = request->extra ? &trace->extras[request->extra] : NULL;

    switch (request->op) {
    case CALLOC:
        return answer_calloc(host, extra, request->n);
    case MEMALIGN:
        return host->memalign ? host->memalign(extra->alignment, request->n)
                              : host->malloc(request->n);
    case REALLOC:
        return host->realloc(old, request->n);
    case REALLOC_NULL:
        return host->realloc(NULL, request->n);
    case FREE:
        host->free(old);
        return NULL;
    default:
        return host->malloc(request->n);
    }
}

void host_perform(const struct host *host, const struct trace *trace,
                  const struct request *request, void **payload)
{
    void *p = host_answer(host, trace, request, *payload);

    if (p || request->op != REALLOC || trace_answer(trace, request) == SERVED)
        *payload = p;
}

void host_take_on_heap(const struct host *host)
{
    if (host->heap_limit)
        mem_set_limit(host->heap_limit);
    mem_open_below();
}

void host_empty_heap(const struct host *host, unsigned char fill)
{
    if (host->contract)
        mem_commit(0);
    else
        mem_guard(fill);
    mem_reset_brk();
}
