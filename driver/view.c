/*
 * view.c - The heap in lines that people read.
 */

#include "view.h"

#include "error.h"
#include "memlib.h"
#include "shadow.h"

#include <stdio.h>
#include <stdlib.h>

struct view {
    const struct checker *c;
    void (*say)(void *context, const char *line);
    void *context;
    size_t blocks, free_blocks;
};

static size_t offset(const void *p)
{
    return (size_t)((const char *)p - (const char *)mem_heap_lo());
}

/* "id 3: 100 bytes at 0x18", or nothing. */
static void describe_payload(const struct view *v, const char *p, char *text, size_t size)
{
    const char *lo = mem_heap_lo();
    bool inside = p >= lo && p < lo + mem_heapsize();
    uint32_t id = inside ? shadow_owner(p, 1) : NO_ID;

    text[0] = '\0';
    if (id != NO_ID)
        snprintf(text, size, "   id %u: %zu bytes at 0x%zx", id, v->c->sizes[id],
                 offset(v->c->payloads[id]));
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

static int by_payload(const void *a, const void *b)
{
    const char *const *p = a, *const *q = b;
    return (*p > *q) - (*p < *q);
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

/* The live payloads by address, and what lies between; of no simulated heap, the
 * payloads alone. */
static void show_payloads(struct view *v)
{
    const struct checker *c = v->c;
    const char **payloads = allocate(c->trace->ids + 1, sizeof *payloads);
    const char *end = mem_heap_lo();
    char line[100];
    size_t count = 0;

    for (size_t id = 0; id < c->trace->ids; id++)
        if (c->sizes[id] > 0)
            payloads[count++] = c->payloads[id];
    qsort(payloads, count, sizeof *payloads, by_payload);
    for (size_t i = 0; i < count && c->a->simulated; i++) {
        uint32_t id = shadow_owner(payloads[i], 1);
        show_gap(v, end, payloads[i]);
        snprintf(line, sizeof line, "0x%06zx %8zu bytes, id %u", offset(payloads[i]),
                 c->sizes[id], id);
        v->say(v->context, line);
        end = payloads[i] + c->sizes[id];
    }
    if (c->a->simulated)
        show_gap(v, end, (char *)mem_heap_lo() + mem_heapsize());
    free(payloads);
}

static void show_sum(struct view *v)
{
    char line[200];
    size_t payload = 0;

    for (size_t id = 0; id < v->c->trace->ids; id++)
        payload += v->c->sizes[id];
    if (v->c->a->walk)
        snprintf(line, sizeof line, "heap %zu, payload %zu, %zu blocks, %zu of them free",
                 mem_heapsize(), payload, v->blocks, v->free_blocks);
    else if (v->c->a->simulated)
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

    if (c->a->walk)
        c->a->walk(show_block, &v);
    else
        show_payloads(&v);
    show_sum(&v);
}
