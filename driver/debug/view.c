/*
 * view.c - The heap in lines that people read.
 */

#include "debug/view.h"

#include "base/error.h"
#include "memlib.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>

/* A live payload. */
struct live {
    const char *payload;
    size_t size;
    uint32_t id;
};

struct view {
    const struct checker *c;
    void (*say)(void *context, const char *line);
    void *context;
    struct live *live; /* by address */
    size_t live_count, blocks, free_blocks;
};

static size_t offset(const void *p)
{
    return (size_t)((const char *)p - (const char *)mem_heap_lo());
}

static int by_address(const void *a, const void *b)
{
    const struct live *p = a, *q = b;
    return (p->payload > q->payload) - (p->payload < q->payload);
}

/* 0 if the payload of b has the first byte of a's. */
static int by_place(const void *a, const void *b)
{
    const struct live *p = a, *q = b;
    return p->payload < q->payload ? -1 : p->payload >= q->payload + q->size;
}

static void collect_live(struct view *v)
{
    const struct checker *c = v->c;

    v->live = allocate(c->trace->ids + 1, sizeof *v->live);
    for (uint32_t id = 0; id < c->trace->ids; id++)
        if (c->sizes[id] > 0)
            v->live[v->live_count++] = (struct live){c->payloads[id], c->sizes[id], id};
    qsort(v->live, v->live_count, sizeof *v->live, by_address);
}

/* "id 3: 100 bytes at 0x18", or nothing. */
static void describe_payload(const struct view *v, const char *p, char *text, size_t size)
{
    const struct live *found = bsearch(&(struct live){.payload = p}, v->live,
                                       v->live_count, sizeof *v->live, by_place);

    text[0] = '\0';
    if (found)
        snprintf(text, size, "   id %u: %zu bytes at 0x%zx", found->id, found->size,
                 offset(found->payload));
}

static void show_block(const struct mm_block *block, void *context)
{
    struct view *v = context;
    char payload[80], line[200];

    describe_payload(v, block->payload, payload, sizeof payload);
    snprintf(line, sizeof line, "0x%06zx %8zu bytes, %s%s", offset(block->start),
             block->size, block->in_use ? "in use" : "free", payload);
    v->say(v->context, line);
    v->blocks++;
    v->free_blocks += !block->in_use;
}

static void show_gap(struct view *v, const char *from, const char *to)
{
    char line[100];

    if (from >= to)
        return;
    snprintf(line, sizeof line, "0x%06zx %8zu bytes that are no payload", offset(from),
             (size_t)(to - from));
    v->say(v->context, line);
}

/* The live payloads by address, and what lies between. */
static void show_payloads(struct view *v)
{
    const char *end = mem_heap_lo();
    char line[100];

    for (size_t i = 0; i < v->live_count; i++) {
        const struct live *l = &v->live[i];
        show_gap(v, end, l->payload);
        snprintf(line, sizeof line, "0x%06zx %8zu bytes, id %u", offset(l->payload),
                 l->size, l->id);
        v->say(v->context, line);
        end = l->payload + l->size;
    }
    show_gap(v, end, (char *)mem_heap_lo() + mem_heapsize());
}

static void show_sum(struct view *v)
{
    char line[200];
    size_t payload = 0;

    for (size_t id = 0; id < v->c->trace->ids; id++)
        payload += v->c->sizes[id];
    if (v->c->host->walk)
        snprintf(line, sizeof line, "heap %zu, payload %zu, %zu blocks, %zu of them free",
                 mem_heapsize(), payload, v->blocks, v->free_blocks);
    else if (v->c->host->simulated)
        snprintf(line, sizeof line,
                 "heap %zu, payload %zu; mm_walk would show the blocks", mem_heapsize(),
                 payload);
    else
        snprintf(line, sizeof line, "payload %zu; this heap is not the lab's", payload);
    v->say(v->context, line);
}

void view_heap(const struct checker *c, void (*say)(void *context, const char *line),
               void *context)
{
    struct view v = {.c = c, .say = say, .context = context};

    collect_live(&v);
    if (c->host->walk)
        c->host->walk(show_block, &v);
    else if (c->host->simulated)
        show_payloads(&v);
    show_sum(&v);
    free(v.live);
}

void view_print(const struct checker *c)
{
    view_heap(c, report_line, NULL);
}
