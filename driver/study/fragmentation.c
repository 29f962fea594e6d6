/*
 * fragmentation.c - Internal and external fragmentation, apart.
 */

#include "study/fragmentation.h"

#include "base/error.h"
#include "host/isolate.h"
#include "host/replay.h"
#include "memlib.h"
#include "time/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct job {
    struct bench bench;
    size_t requests; /* up to the payload's peak */
};

/* What the child leaves. */
struct finding {
    size_t heap; /* at the peak */
    size_t free; /* in free blocks */
    bool walked;
};

static size_t requests_to_peak(const struct trace *trace, size_t *sizes)
{
    size_t live = 0, i = 0;

    while (i < trace->count && live < trace->peak) {
        const struct request *r = &trace->requests[i++];
        size_t now = r->op == FREE ? 0 : r->n;
        live += now - sizes[r->id];
        sizes[r->id] = now;
    }
    return i;
}

static void add_free(const struct mm_block *block, void *context)
{
    size_t *sum = context;

    *sum += block->in_use ? 0 : block->size;
}

static void walk_at_peak(void *argument, void *shared)
{
    struct job *job = argument;
    struct bench *b = &job->bench;
    struct finding *finding = shared;

    if (!bench_prepare(b) || !b->allocator->host.walk)
        return;
    struct trace part = *b->trace;
    part.count = job->requests;
    b->allocator->host.init();
    replay(&part, &b->allocator->host, b->payloads);
    finding->heap = mem_heapsize();
    b->allocator->host.walk(add_free, &finding->free);
    finding->walked = true;
}

void fragmentation_find(const struct trace *trace, struct allocator *a, double timeout,
                        struct result *r)
{
    size_t *sizes = allocate(trace->ids + 1, sizeof *sizes);
    struct job job = {{trace, a, r->heap, -1, NULL, 0}, requests_to_peak(trace, sizes)};
    struct child *child = isolate_start(walk_at_peak, &job, sizeof(struct finding));
    bool finished = isolate_resume(child, timeout).outcome == FINISHED;
    struct finding found = *(struct finding *)isolate_shared(child);

    r->walked = finished && found.walked && found.free <= found.heap - r->peak;
    if (r->walked)
        r->internal = found.heap - r->peak - found.free;
    isolate_end(child);
    free(sizes);
}

/* In percent of the heap; NAN where it is not known. */
struct shares {
    double utilization, over_time, internal, external;
};

static struct shares shares_of(const struct result *r)
{
    struct shares s = {NAN, NAN, NAN, NAN};

    if (!r->valid || !r->simulated || !r->heap)
        return s;
    s.utilization = 100 * result_utilization(r);
    s.over_time = 100 * r->over_time;
    if (r->walked) {
        s.internal = 100 * (double)r->internal / (double)r->heap;
        s.external = 100 * (double)(r->heap - r->peak - r->internal) / (double)r->heap;
    }
    return s;
}

static void print_shares(const char *name, const struct shares *s)
{
    const double figures[] = {s->utilization, s->over_time, s->internal, s->external};

    printf("%-20s", name);
    for (size_t i = 0; i < sizeof figures / sizeof figures[0]; i++)
        if (isnan(figures[i]))
            printf(" %11s  ", "-");
        else
            printf(" %11.1f %%", figures[i]);
    putchar('\n');
}

/* Of the valid traces that count. */
static struct shares mean_of(const struct score *score)
{
    struct shares mean = {0, 0, 0, 0};
    double count = 0;

    for (size_t i = 0; i < score->count; i++) {
        const struct result *r = &score->results[i];
        if (!r->valid || !trace_counts_utilization(r->weight))
            continue;
        struct shares s = shares_of(r);
        mean.utilization += s.utilization;
        mean.over_time += s.over_time;
        mean.internal += s.internal;
        mean.external += s.external;
        count++;
    }
    return (struct shares){mean.utilization / count, mean.over_time / count,
                           mean.internal / count, mean.external / count};
}

void fragmentation_print(const struct score *scores, size_t count, int verbose)
{
    printf("\n%-20s %13s %13s %13s %13s\n", "of the heap", "utilization", "over time",
           "internal", "external");
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < scores[i].count && (count == 1 || verbose); j++) {
            struct shares s = shares_of(&scores[i].results[j]);
            print_shares(scores[i].results[j].trace, &s);
        }
        struct shares mean = mean_of(&scores[i]);
        print_shares(scores[i].allocator, &mean);
    }
    puts("over time: payload by heap, each summed over all requests; internal and "
         "external fragmentation:\nwhat is not payload at its peak, in blocks in use and "
         "in free ones, by mm_walk");
}
