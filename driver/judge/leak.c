/*
 * leak.c - Does realloc release the old block?
 */

#include "judge/leak.h"

#include "base/error.h"
#include "judge/whole.h"
#include "memlib.h"

#include <stdlib.h>

/* A leak: a heap that is so many times as large, and so many bytes larger. It is looked
 * for by so many calls of realloc. */
enum { TIMES = 4, BYTES = 1 << 16, REALLOCS = 1 << 11, MANY = 1 << 18 };

/* Realloc to more bytes or to none, as it could be written, were there no contents. */
static void move(const struct host *host, void **payload, size_t n)
{
    void *p = n > 0 ? host->malloc(n) : NULL;

    host->free(*payload);
    *payload = p;
}

/* One request of the trace, unchecked; in the other replay realloc moves. What it may
 * return for no bytes is to be freed. */
static void perform(struct checker *c, size_t i, bool moves)
{
    const struct request *r = &c->trace->requests[i];
    void **payload = &c->payloads[r->id];

    if (moves && r->op == REALLOC) {
        move(c->host, payload, r->n);
        return;
    }
    host_perform(c->host, c->trace, r, payload);
    if (r->op == REALLOC && r->n == 0) {
        c->host->free(*payload);
        *payload = NULL;
    }
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

/* How often a trace calls realloc, and how often for a payload in use that is not only to
 * be freed; may_shrink: one may make a block smaller. */
struct reallocs {
    size_t count, moving;
    bool may_shrink;
};

static struct reallocs count_reallocs(const struct trace *trace)
{
    size_t *sizes = allocate(trace->ids + 1, sizeof *sizes);
    struct reallocs found = {.count = 0};

    for (size_t i = 0; i < trace->count; i++) {
        const struct request *r = &trace->requests[i];
        bool keeps = r->op == REALLOC && r->n > 0;
        found.count += r->op == REALLOC;
        found.moving += keeps && sizes[r->id] > 0;
        found.may_shrink =
            found.may_shrink || (keeps && (r->extra || r->n <= sizes[r->id]));
        sizes[r->id] = r->n;
    }
    free(sizes);
    return found;
}

/* Replays it as it is. False once it has leaked: at the latest realloc. */
static bool replay_leaking(struct checker *c, size_t rounds, const size_t *heaps)
{
    size_t last = 0; /* the latest realloc */

    for (size_t round = 0; round < rounds; round++) {
        for (size_t i = 0; i < c->trace->count; i++) {
            c->verdict->progress.request = i;
            last = c->trace->requests[i].op == REALLOC ? i : last;
            perform(c, i, false);
            if (is_leak(mem_heapsize(), heaps[i]))
                return checker_fail(
                    c, last,
                    "mm_realloc%s does not release the old block: the heap "
                    "has %zu bytes, but %zu with malloc and free in place "
                    "of each realloc",
                    count_reallocs(c->trace).moving == 0 ? "(p, 0)" : "", mem_heapsize(),
                    heaps[i]);
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

size_t leak_rounds(const struct trace *trace, bool rare)
{
    if (trace->weight != REQUIRED)
        return 0;
    struct reallocs reallocs = count_reallocs(trace);
    return reallocs.count > 0 && !reallocs.may_shrink
               ? 1 + (rare ? MANY : REALLOCS) / reallocs.count
               : 0;
}
