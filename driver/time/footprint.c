/*
 * footprint.c - What a system allocator takes, in pages that are really there.
 */

#include "time/footprint.h"

#include "base/error.h"
#include "base/platform.h"
#include "host/isolate.h"
#include "host/replay.h"
#include "judge/payload.h"

#include <string.h>

/* Memory is looked at after each such part of the requests, and whenever the live bytes
 * exceed what they were at the last look by such a part of their peak. */
enum { PARTS = 64 };

struct job {
    const struct trace *trace;
    struct allocator *allocator;
};

/* One request; what it returns is written. */
static void perform(const struct job *job, size_t i, void **payloads)
{
    struct trace one = *job->trace;
    const struct request *r = &one.requests[i];

    one.requests += i;
    one.count = 1;
    replay(&one, &job->allocator->host, payloads);
    if (r->op != FREE && payloads[r->id])
        payload_fill(payloads[r->id], r->id, 0, r->n);
}

static size_t most_resident(const struct job *job, void **payloads, size_t *sizes)
{
    const struct trace *trace = job->trace;
    size_t before = platform_resident(), most = before, live = 0, looked_at = 0;

    for (size_t i = 0; i < trace->count; i++) {
        const struct request *r = &trace->requests[i];
        size_t n = r->op == FREE ? 0 : r->n;
        perform(job, i, payloads);
        live += n - sizes[r->id];
        sizes[r->id] = n;
        bool due = i % (trace->count / PARTS + 1) == 0 || i + 1 == trace->count;
        if (!due && live <= looked_at + trace->peak / PARTS && live != trace->peak)
            continue;
        size_t now = platform_resident();
        most = now > most ? now : most;
        looked_at = live > looked_at ? live : looked_at;
    }
    return most - before;
}

/* What the driver needs meanwhile is there beforehand. */
static void measure_in_child(void *argument, void *shared)
{
    struct job *job = argument;
    size_t places = job->trace->ids + 1;
    size_t *sizes = allocate(places, sizeof *sizes);
    char ignored[1];

    memset(sizes, 0, places * sizeof *sizes);
    if (!allocator_load(job->allocator, ignored, sizeof ignored))
        return;
    void **payloads = replay_places(&job->trace, &job->allocator->host);
    if (!job->allocator->host.collect)
        memset(payloads, 0, places * sizeof *payloads);
    platform_exact_pages();
    platform_resident(); /* so that it has its buffer already */
    if (job->allocator->host.init() != 0)
        return;
    *(size_t *)shared = most_resident(job, payloads, sizes);
}

size_t footprint(const struct trace *trace, struct allocator *a, double timeout)
{
    struct job job = {trace, a};
    struct child *child = isolate_start(measure_in_child, &job, sizeof(size_t));
    struct ending ending = isolate_resume(child, timeout);
    size_t bytes = ending.outcome == FINISHED ? *(size_t *)isolate_shared(child) : 0;

    isolate_end(child);
    return bytes;
}
