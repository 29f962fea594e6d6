/*
 * fuzz_trace.c - The trace reader, on any bytes.
 *
 * What is refused is refused with a line and a reason. What is accepted keeps its
 * promises, and comes back the same when it is composed and read again.
 */

#include "base/error.h"
#include "trace/compose.h"
#include "trace/trace.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t count_lines(const char *text, size_t length)
{
    size_t lines = 1;

    for (size_t i = 0; i < length; i++)
        lines += text[i] == '\n';
    return lines;
}

static void expect_reason(const struct complaint *complaint, size_t lines)
{
    assert(complaint->line <= lines); /* 0: of the file */
    assert(complaint->reason[0]);
    for (const char *p = complaint->reason; *p; p++)
        assert(*p >= ' ' && *p <= '~');
}

/* Read by other means, the line is the same request. */
static void expect_line(const struct trace *trace, size_t i)
{
    const struct request *r = &trace->requests[i];
    int length;
    const char *line = trace_line(trace, i, &length);
    char *copy = strndup(line, (size_t)length), letter;
    long long id;
    size_t n = 0;

    if (r->extra || strchr(copy, 'S')) { /* SIZE_MAX: a number, but no digits */
        free(copy);
        return;
    }
    assert(sscanf(copy, " %c %lld %zu", &letter, &id, &n) == (r->op == FREE ? 2 : 3));
    assert(letter == "acmrrf"[r->op]);
    assert(id == -1 ? r->id == trace->ids : r->id == id);
    assert(n == r->n);
    free(copy);
}

/* What a request asks is possible; the sizes of the live ids, plus one, are kept. */
static void perform(const struct trace *trace, const struct request *r, size_t *live)
{
    assert(r->id < trace->ids || (r->id == trace->ids && r->op == FREE));
    enum answer answer = trace_answer(trace, r);
    if (r->id == trace->ids)
        return;
    assert((live[r->id] > 0) == (r->op == REALLOC || r->op == FREE));
    bool dies = r->op == FREE || (r->op >= REALLOC && r->n == 0);
    if (answer != MUST_FAIL)
        live[r->id] = dies ? 0 : answer == MAY_FAIL ? 1 : r->n + 1;
}

static size_t payload_of(const size_t *live, size_t ids)
{
    size_t payload = 0;

    for (size_t id = 0; id < ids; id++)
        payload += live[id] ? live[id] - 1 : 0;
    return payload;
}

static void expect_survivors(const struct trace *trace, const size_t *live)
{
    size_t survivors = 0;

    for (size_t id = 0; id < trace->ids; id++)
        if (live[id])
            assert(trace->survivors[survivors++] == id);
    assert(survivors == trace->survivor_count);
}

/* The slow checks are for short traces only. */
static void expect_promises(const struct trace *trace, size_t lines)
{
    size_t *live = allocate(trace->ids + 1, sizeof *live), peak = 0;
    bool is_short = trace->count <= 64 && trace->ids <= 64;

    assert(trace->weight >= 0 && trace->weight <= REQUIRED);
    for (size_t i = 0; i < trace->count; i++) {
        perform(trace, &trace->requests[i], live);
        assert(trace->lines[i] > (i ? trace->lines[i - 1] : 0) &&
               trace->lines[i] <= lines);
        if (!is_short)
            continue;
        expect_line(trace, i);
        size_t payload = payload_of(live, trace->ids);
        peak = payload > peak ? payload : peak;
    }
    assert(!is_short || peak == trace->peak);
    expect_survivors(trace, live);
    free(live);
}

static void release(struct trace *trace)
{
    free(trace->requests);
    free(trace->extras);
    free(trace->lines);
    free(trace->survivors);
}

static void expect_same_items(const struct item_list *a, const struct item_list *b)
{
    assert(a->count == b->count && a->lives == b->lives);
    for (size_t i = 0; i < a->count; i++) {
        assert(a->items[i].op == b->items[i].op && a->items[i].n == b->items[i].n);
        assert(a->items[i].life == b->items[i].life);
        assert(memcmp(&a->items[i].extra, &b->items[i].extra, sizeof(struct extra)) == 0);
    }
}

/* Composed and read again, it is the same trace, but for the numbers of its ids. */
static void expect_composed(const struct trace *trace)
{
    struct item_list items = compose_items(trace);
    struct complaint complaint;
    struct trace again;
    size_t length, peak;
    char *text = compose_text(&items, trace->weight, &length);

    assert(sscanf(text, "%*d %*u %*u %zu", &peak) == 1 && peak == trace->peak);
    assert(trace_parse(&again, text, length, &complaint));
    assert(again.weight == trace->weight && again.peak == trace->peak);
    assert(again.survivor_count == trace->survivor_count);
    struct item_list items_again = compose_items(&again);
    expect_same_items(&items, &items_again);
    free(items.items);
    free(items_again.items);
    release(&again);
    free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    size_t lines = count_lines(text, size);
    struct complaint complaint = {0};
    struct trace trace;

    if (!trace_parse(&trace, text, size, &complaint)) {
        expect_reason(&complaint, lines);
        return 0;
    }
    expect_promises(&trace, lines);
    expect_composed(&trace);
    release(&trace);
    return 0;
}
