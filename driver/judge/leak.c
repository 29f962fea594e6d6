/*
 * leak.c - Does realloc release the old block?
 */

#include "judge/leak.h"

#include "base/error.h"
#include "judge/whole.h"
#include "memlib.h"

#include <stdlib.h>

/* A leak: a heap that is so many times as large, and so many bytes larger. */
enum { TIMES = 4, BYTES = 1 << 16, REALLOCS = 1 << 18 };

/* Realloc to more bytes, as it could be written, were there no contents. */
static void move(const struct host *host, void **payload, size_t n)
{
    void *p = host->malloc(n);

    host->free(*payload);
    *payload = p;
}

/* One request of the trace, unchecked; in the other replay realloc moves. */
static void perform(struct checker *c, size_t i, bool moves)
{
    const struct request *r = &c->trace->requests[i];
    void **payload = &c->payloads[r->id];

    if (moves && r->op == REALLOC)
        move(c->host, payload, r->n);
    else
        host_perform(c->host, c->trace, r, payload);
}

static void free_survivors(struct checker *c)
{
    for (size_t i = 0; i < c->trace->survivor_count; i++)
        c->host->free(c->payloads[c->trace->survivors[i]]);
}

/* Replays the trace with moves. The heap's bytes after each request of the last round. */
static void replay_moving(struct checker *c, size_t rounds, size_t *heaps)
{
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < c->trace->count; i++) {
            c->verdict->progress.request = i;
            perform(c, i, true);
            heaps[i] = mem_heapsize();
        }
        free_survivors(c);
    }
}

static bool is_leak(size_t heap, size_t other)
{
    return heap >= TIMES * other && heap - other >= BYTES;
}

/* Replays it as it is. False at the first request at which it has leaked. */
static bool replay_leaking(struct checker *c, size_t rounds, const size_t *heaps)
{
    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < c->trace->count; i++) {
            c->verdict->progress.request = i;
            perform(c, i, false);
            if (is_leak(mem_heapsize(), heaps[i]))
                return checker_fail(
                    c, i,
                    "mm_realloc does not release the old block: the heap "
                    "has %zu bytes, but %zu with malloc and free in place "
                    "of each realloc",
                    mem_heapsize(), heaps[i]);
        }
        free_survivors(c);
    }
    return true;
}

bool leak_free(struct checker *c, size_t rounds)
{
    size_t *heaps = allocate(c->trace->count, sizeof *heaps);
    bool good = whole_start(c, LEAKING, 0);

    if (good)
        replay_moving(c, rounds, heaps);
    good = good && whole_start(c, LEAKING, 0) && replay_leaking(c, rounds, heaps);
    free(heaps);
    return good;
}

size_t leak_rounds(const struct trace *trace)
{
    size_t *sizes = allocate(trace->ids + 1, sizeof *sizes), reallocs = 0;
    bool only_grows = trace->weight == REQUIRED;

    for (size_t i = 0; i < trace->count && only_grows; i++) {
        const struct request *r = &trace->requests[i];
        only_grows = r->op != REALLOC || (!r->extra && r->n > sizes[r->id]);
        reallocs += r->op == REALLOC;
        sizes[r->id] = r->n;
    }
    free(sizes);
    return only_grows && reallocs > 0 ? 1 + REALLOCS / reallocs : 0;
}
