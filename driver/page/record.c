/*
 * record.c - Where an allocator put each payload of a trace, and which blocks its heap
 * had meanwhile.
 *
 * After each request the heap is walked, and what differs from the walk before is
 * written down. A large heap of a long trace is walked less often, so that the blocks
 * that are visited stay within a limit.
 */

#include "page/record.h"

#include "base/error.h"
#include "host/isolate.h"
#include "host/replay.h"
#include "memlib.h"

#include <stdlib.h>

#define MOST_VISITS ((size_t)1 << 28)

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

/* The heap's blocks as of a walk. */
struct walk {
    struct block_life *blocks;
    size_t *lives; /* the number of each block's life */
    size_t count, room;
};

struct recorder {
    const struct job *job;
    struct left *left;
    struct recording to; /* the arrays in the shared memory */
    struct walk now, before;
    size_t next_walk;
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

static void make_room(struct walk *w)
{
    if (w->count < w->room)
        return;
    w->room = w->room ? 2 * w->room : 1024;
    w->blocks = realloc(w->blocks, w->room * sizeof *w->blocks);
    w->lives = realloc(w->lives, w->room * sizeof *w->lives);
    if (!w->blocks || !w->lives)
        error_system("no memory for %zu blocks", w->room);
}

static void add_block(const struct mm_block *block, void *context)
{
    struct walk *w = context;

    make_room(w);
    w->blocks[w->count++] = (struct block_life){
        .start = (size_t)((const char *)block->start - (const char *)mem_heap_lo()),
        .size = block->size,
        .in_use = block->in_use};
}

static bool is_same(const struct block_life *a, const struct block_life *b)
{
    return a->start == b->start && a->size == b->size && a->in_use == b->in_use;
}

static void begin_life(struct recorder *r, size_t i, size_t request)
{
    struct block_life life = r->now.blocks[i];

    life.from = (uint32_t)request;
    life.to = NOT_ENDED;
    r->now.lives[i] = r->left->block_count;
    r->to.blocks[r->left->block_count++] = life;
}

static void end_life(struct recorder *r, size_t i, size_t request)
{
    r->to.blocks[r->before.lives[i]].to = (uint32_t)request;
}

/* Both walks go up in the heap: a block of both lives on, others end or begin. */
static void note_differences(struct recorder *r, size_t request)
{
    const struct walk *before = &r->before, *now = &r->now;
    size_t b = 0, n = 0;

    while (b < before->count || n < now->count) {
        bool old = n == now->count ||
                   (b < before->count && before->blocks[b].start < now->blocks[n].start);
        if (!old && b < before->count && is_same(&before->blocks[b], &now->blocks[n]))
            now->lives[n++] = before->lives[b++];
        else if (old)
            end_life(r, b++, request);
        else
            begin_life(r, n++, request);
    }
}

static void walk_heap(struct recorder *r, size_t request)
{
    struct walk last = r->before;

    r->now.count = 0;
    r->left->in_walk = true;
    r->job->allocator->host.walk(add_block, &r->now);
    r->left->in_walk = false;
    if (r->left->block_count + r->now.count > most_lives(r->job->count)) {
        r->left->walks = false;
        return;
    }
    note_differences(r, request);
    r->before = r->now;
    r->now = last;
    size_t stride = 1 + r->before.count * r->job->count / MOST_VISITS;
    r->next_walk = request + stride;
    if (stride > r->left->stride)
        r->left->stride = stride;
}

static void note_request(struct recorder *r, size_t i, const void *payload)
{
    bool last = i + 1 == r->job->count;

    r->to.places[i] = place_of(payload);
    r->to.heaps[i] = mem_heapsize();
    if (r->left->walks && (i >= r->next_walk || last))
        walk_heap(r, i);
    r->left->done = i + 1;
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
