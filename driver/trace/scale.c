/*
 * scale.c - Copies of a trace that take turns.
 */

#include "trace/scale.h"

#include "base/error.h"

#include <stdlib.h>

/* Marsaglia's xorshift, 2003. */
static uint64_t random_below(uint64_t *state, uint64_t limit)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state % limit;
}

/* The copy whose request is this one of those that are left: each is as likely as it has
 * requests left. */
static size_t copy_of(uint64_t pick, const size_t *done, size_t copies, size_t count)
{
    size_t copy = 0;

    for (; copy + 1 < copies && pick >= count - done[copy]; copy++)
        pick -= count - done[copy];
    return copy;
}

static void add_request(struct trace *scaled, const struct trace *trace,
                        const struct request *r, size_t copy)
{
    struct request *added = &scaled->requests[scaled->count++];
    bool of_null = r->id == trace->ids;

    *added = *r;
    added->id = (uint32_t)(of_null ? scaled->ids : r->id + copy * trace->ids);
}

struct trace scale_new(const struct trace *trace, size_t copies)
{
    struct trace scaled = {.path = trace->path,
                           .name = trace->name,
                           .extras = trace->extras,
                           .ids = copies * trace->ids,
                           .peak = copies * trace->peak};
    size_t *done = allocate(copies, sizeof *done), total = copies * trace->count;
    size_t survivors = copies * trace->survivor_count;
    uint64_t state = UINT64_C(88172645463325252);

    scaled.requests = allocate(total, sizeof *scaled.requests);
    scaled.survivors = allocate(survivors + 1, sizeof *scaled.survivors);
    while (scaled.count < total) {
        uint64_t pick = random_below(&state, total - scaled.count);
        size_t copy = copy_of(pick, done, copies, trace->count);
        add_request(&scaled, trace, &trace->requests[done[copy]++], copy);
    }
    for (; scaled.survivor_count < survivors; scaled.survivor_count++) {
        size_t copy = scaled.survivor_count / trace->survivor_count;
        scaled.survivors[scaled.survivor_count] =
            (uint32_t)(trace->survivors[scaled.survivor_count % trace->survivor_count] +
                       copy * trace->ids);
    }
    free(done);
    return scaled;
}

void scale_free(struct trace *scaled)
{
    free(scaled->requests);
    free(scaled->survivors);
}
