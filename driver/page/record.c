/*
 * record.c - Where an allocator put each payload of a trace, and which blocks its heap
 * had meanwhile.
 *
 * After each request the heap is walked, and what differs from the walk before (lives.h)
 * is written down. A large heap of a long trace is walked less often, so that the blocks
 * that are visited stay within a limit.
 */

#include "page/record.h"

#include "base/error.h"
#include "host/isolate.h"
#include "host/replay.h"
#include "memlib.h"
#include "page/lives.h"

#define MOST_VISITS ((uint64_t)1 << 28)

enum { LIVES_A_REQUEST = 8, MORE_LIVES = 4096 };

/* What the child leaves; the arrays follow. */
struct left {
    size_t done, stride, block_count;
    bool walks, in_walk;
};

struct job {
    const struct trace *trace;
    struct allocator *allocator;
    size_t count;
    bool walk;
};

struct recorder {
    const struct job *job;
    struct left *left;
    struct recording to; /* the arrays in the shared memory */
    struct lives lives;
    size_t request, next_walk;
};

static size_t most_lives(size_t count)
{
    return LIVES_A_REQUEST * count + MORE_LIVES;
}

static size_t shared_size(size_t count)
{
    return sizeof(struct left) + 2 * count * sizeof(size_t) +
           most_lives(count) * sizeof(struct block_life);
}

/* Where in the shared memory the arrays are. */
static struct recording arrays_of(struct left *left, size_t count)
{
    struct recording r = {.done = left->done,
                          .stride = left->stride,
                          .block_count = left->block_count,
                          .walked = left->walks};

    r.places = (size_t *)(left + 1);
    r.heaps = r.places + count;
    r.blocks = (struct block_life *)(r.heaps + count);
    return r;
}

static size_t place_of(const void *p)
{
    size_t place = (size_t)((const char *)p - (const char *)mem_heap_lo());
    return p && place < mem_heapsize() ? place : NOWHERE;
}

static void begin_life(const struct walked *block, void *context)
{
    struct recorder *r = context;

    if (r->left->block_count < most_lives(r->job->count))
        r->to.blocks[block->life] = (struct block_life){.start = block->start,
                                                        .size = block->size,
                                                        .from = (uint32_t)r->request,
                                                        .to = NOT_ENDED,
                                                        .in_use = block->in_use};
    r->left->block_count++;
}

static void end_life(size_t life, void *context)
{
    struct recorder *r = context;

    r->to.blocks[life].to = (uint32_t)r->request;
}

static void walk_heap(struct recorder *r)
{
    r->left->in_walk = true;
    bool has_room = lives_walk(&r->lives, r->job->allocator->host.walk);
    r->left->in_walk = false;
    r->left->walks = has_room && r->left->block_count <= most_lives(r->job->count);
    size_t stride = (size_t)(1 + r->lives.count * (uint64_t)r->job->count / MOST_VISITS);
    r->next_walk = r->request + stride;
    if (stride > r->left->stride)
        r->left->stride = stride;
}

static void note_request(struct recorder *r, size_t i, const void *payload)
{
    bool last = i + 1 == r->job->count;

    r->to.places[i] = place_of(payload);
    r->to.heaps[i] = mem_heapsize();
    r->request = i;
    if (r->left->walks && (i >= r->next_walk || last))
        walk_heap(r);
    r->left->done = i + 1;
}

static void prepare_walks(struct recorder *r)
{
    size_t room = most_lives(r->job->count);

    r->lives = (struct lives){.room = room,
                              .now = allocate(room, sizeof *r->lives.now),
                              .before = allocate(room, sizeof *r->lives.before),
                              .begin = begin_life,
                              .end = end_life,
                              .context = r};
}

static void perform_all(struct recorder *r)
{
    const struct trace *trace = r->job->trace;
    const struct host *host = &r->job->allocator->host;
    void **payloads = replay_places(&trace, host);

    for (size_t i = 0; i < r->job->count; i++) {
        const struct request *request = &trace->requests[i];
        host_perform(host, trace, request, &payloads[request->id]);
        note_request(r, i, payloads[request->id]);
    }
}

static void record(void *argument, void *shared)
{
    const struct job *job = argument;
    struct recorder r = {.job = job, .left = shared};
    char ignored[1];

    r.to = arrays_of(r.left, job->count);
    mem_init();
    mem_set_limit(trace_heap_limit(job->trace));
    if (!allocator_load(job->allocator, ignored, sizeof ignored))
        return;
    r.left->walks = job->walk && job->allocator->host.walk;
    if (r.left->walks)
        prepare_walks(&r);
    host_empty_heap(&job->allocator->host, 0);
    if (job->allocator->host.init() == 0)
        perform_all(&r);
}

/* A mm_walk that crashes or hangs takes only the blocks with it. */
struct recording record_heap(const struct trace *trace, size_t count, struct allocator *a,
                             double timeout)
{
    struct job job = {trace, a, count, true};
    struct child *child = isolate_start(record, &job, shared_size(count));
    bool finished = isolate_resume(child, timeout).outcome == FINISHED;
    struct left *left = isolate_shared(child);

    if (!finished && left->in_walk) {
        isolate_end(child);
        job.walk = false;
        child = isolate_start(record, &job, shared_size(count));
        isolate_resume(child, timeout);
        left = isolate_shared(child);
    }
    struct recording r = arrays_of(left, count);
    r.child = child;
    return r;
}

void record_free(struct recording *r)
{
    isolate_end(r->child);
}
