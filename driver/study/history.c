/*
 * history.c - What became of the heap during a trace, as tables for tools/plot.py.
 *
 * The trace is replayed in slices. After each, the heap is looked at: its size, the
 * bytes of live payload, and, cell by cell of its final size, what most of the cell
 * is. The driver knows where payloads are; of the rest, mm_walk tells what is free.
 */

#include "study/history.h"

#include "base/error.h"
#include "host/isolate.h"
#include "host/replay.h"
#include "memlib.h"
#include "trace/trace.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLICES = 400, CELLS = 200 };

enum kind { NOTHING, PAYLOAD, OVERHEAD, FREE_SPACE };

static const char *const kinds[] = {"", "payload", "overhead", "free"};

struct moment {
    size_t request, payload, heap;
    size_t in_use; /* bytes of blocks: all that mm_walk does not show as free */
    unsigned char cells[CELLS];
};

/* What the child leaves. */
struct history {
    size_t count;
    size_t heap; /* at the end */
    struct moment moments[SLICES + 1];
};

struct job {
    const struct trace *trace;
    struct allocator *allocator;
};

/* While a moment is looked at: of each cell, the bytes of each kind. */
struct survey {
    size_t cell; /* bytes of one */
    size_t payload[CELLS], free[CELLS];
    size_t free_bytes; /* in all */
};

static void add_range(size_t *cells, size_t cell, size_t start, size_t size)
{
    while (size > 0 && start / cell < CELLS) {
        size_t room = cell - start % cell, part = size < room ? size : room;
        cells[start / cell] += part;
        start += part;
        size -= part;
    }
}

static void add_free_block(const struct mm_block *block, void *context)
{
    struct survey *survey = context;

    if (block->in_use)
        return;
    survey->free_bytes += block->size;
    add_range(survey->free, survey->cell,
              (size_t)((char *)block->start - (char *)mem_heap_lo()), block->size);
}

/* What most of the cell is, as far as the heap reaches into it. */
static enum kind kind_of(const struct survey *survey, size_t i, bool walked)
{
    size_t start = i * survey->cell, heap = mem_heapsize();
    size_t bytes = heap <= start                 ? 0
                   : heap - start < survey->cell ? heap - start
                                                 : survey->cell;
    size_t payload = survey->payload[i];
    size_t rest = bytes > payload ? bytes - payload : 0;
    size_t free = walked ? survey->free[i] : rest;
    size_t overhead = rest > free ? rest - free : 0;

    if (bytes == 0)
        return NOTHING;
    if (payload >= free && payload >= overhead)
        return PAYLOAD;
    return free >= overhead ? FREE_SPACE : OVERHEAD;
}

static void look(const struct job *job, void **payloads, const size_t *sizes, size_t heap,
                 struct moment *moment)
{
    struct survey survey = {.cell = heap / CELLS + 1};

    for (size_t id = 0; id < job->trace->ids; id++)
        if (sizes[id] > 0) {
            moment->payload += sizes[id];
            add_range(survey.payload, survey.cell,
                      (size_t)((char *)payloads[id] - (char *)mem_heap_lo()), sizes[id]);
        }
    if (job->allocator->host.walk)
        job->allocator->host.walk(add_free_block, &survey);
    moment->heap = mem_heapsize();
    moment->in_use = moment->heap - survey.free_bytes;
    for (size_t i = 0; i < CELLS; i++)
        moment->cells[i] = (unsigned char)kind_of(&survey, i, job->allocator->host.walk);
}

static void start(const struct host *host)
{
    host_empty_heap(host, 0);
    host->init();
}

/* Requests from one to another, and the sizes that are live then. */
static void replay_slice(const struct job *job, size_t from, size_t to, void **payloads,
                         size_t *sizes)
{
    struct trace slice = *job->trace;

    slice.requests += from;
    slice.count = to - from;
    replay(&slice, &job->allocator->host, payloads);
    for (size_t i = from; i < to; i++) {
        const struct request *r = &job->trace->requests[i];
        sizes[r->id] = r->op == FREE ? 0 : r->n;
    }
}

static void record(void *argument, void *shared)
{
    struct job *job = argument;
    struct history *history = shared;
    size_t count = job->trace->count, step = (count + SLICES - 1) / SLICES;
    size_t *sizes = allocate(job->trace->ids + 1, sizeof *sizes);
    char ignored[1];

    mem_init();
    mem_set_limit(trace_heap_limit(job->trace));
    if (!allocator_load(job->allocator, ignored, sizeof ignored))
        return;
    void **payloads = replay_places(&job->trace, &job->allocator->host);
    start(&job->allocator->host);
    replay(job->trace, &job->allocator->host, payloads);
    history->heap = mem_heapsize();
    memset(payloads, 0, (job->trace->ids + 1) * sizeof *payloads);
    start(&job->allocator->host);
    for (size_t from = 0; from < count; from += step) {
        size_t to = from + step < count ? from + step : count;
        struct moment *moment = &history->moments[history->count++];
        replay_slice(job, from, to, payloads, sizes);
        moment->request = to;
        look(job, payloads, sizes, history->heap, moment);
    }
}

static void write_timeline(FILE *file, const char *name, const struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        fprintf(file, "%s\t%zu\t%zu\t%zu\t%zu\n", name, history->moments[i].request,
                history->moments[i].payload, history->moments[i].heap,
                history->moments[i].in_use);
}

/* A rectangle for each run of cells of one kind. */
static void write_cells(FILE *file, const char *name, const struct history *history,
                        size_t i)
{
    const struct moment *moment = &history->moments[i];
    size_t first = i > 0 ? history->moments[i - 1].request : 0,
           cell = history->heap / CELLS + 1;

    for (size_t from = 0, to; from < CELLS; from = to) {
        for (to = from; to < CELLS && moment->cells[to] == moment->cells[from]; to++)
            ;
        if (moment->cells[from] != NOTHING)
            fprintf(file, "%s\t%zu-%zu\t%zu\t%zu\t%s\n", name, first, moment->request - 1,
                    from * cell, to * cell, kinds[moment->cells[from]]);
    }
}

static void write_heapmap(FILE *file, const char *name, const struct history *history)
{
    for (size_t i = 0; i < history->count; i++)
        write_cells(file, name, history, i);
}

static FILE *create(const char *path, const char *header)
{
    FILE *file = path ? fopen(path, "w") : NULL;

    if (path && !file)
        error_user("%s: %s", path, strerror(errno));
    if (file)
        fputs(header, file);
    return file;
}

static void finish(FILE *file, const char *path)
{
    if (file && fclose(file) != 0)
        error_system("%s", path);
}

/* The child that replays the trace leaves the history, which goes into the files. */
static void write_history(const struct trace *trace, struct allocator *a, double timeout,
                          FILE *timeline, FILE *heapmap)
{
    struct job job = {trace, a};
    struct child *child = isolate_start(record, &job, sizeof(struct history));
    const struct history *history = isolate_shared(child);

    if (isolate_resume(child, timeout).outcome == FINISHED) {
        if (timeline)
            write_timeline(timeline, a->name, history);
        if (heapmap)
            write_heapmap(heapmap, a->name, history);
    }
    isolate_end(child);
}

void history_write(const char *timeline, const char *heapmap,
                   struct allocator *allocators, const struct result *results,
                   size_t count, double timeout)
{
    FILE *lines = create(timeline, "allocator\trequest\tpayload\theap\tin_use\n");
    FILE *cells = create(heapmap, "allocator\ttime\tstart\tend\tkind\n");
    struct trace trace = trace_load(results[0].path);

    for (size_t i = 0; i < count; i++)
        if (results[i].valid && results[i].simulated)
            write_history(&trace, &allocators[i], timeout, lines, cells);
    trace_free(&trace);
    finish(lines, timeline);
    finish(cells, heapmap);
}
