/*
 * waste.c - Where the heap grows though memory that was freed is large enough.
 *
 *     | freed | header | freed | live ...        a span of two payloads
 *
 * A span is free memory from the first byte of a freed payload to the last of another,
 * with no live payload between.
 */

#include "judge/waste.h"

#include "base/error.h"
#include "config.h"
#include "judge/disorder.h"
#include "judge/order.h"
#include "judge/search.h"
#include "judge/shadow.h"
#include "judge/telling.h"
#include "memlib.h"

#include <stdlib.h>

enum { HEADER = 16, MOST = 16 };

struct span {
    const char *p;
    size_t n;
    size_t payloads;
    uint32_t id; /* the one freed last */
};

/* The bytes that the id's payload had before it was freed. */
static size_t size_before(const struct checker *c, uint32_t id)
{
    return c->trace->requests[c->born[id]].n;
}

static size_t freed_at(const struct checker *c, uint32_t id, size_t before)
{
    const struct request *r = c->trace->requests + before;

    while (before-- > 0 && ((--r)->id != id || (r->op != FREE && r->n > 0)))
        ;
    return before;
}

static int by_address(const void *a, const void *b)
{
    const struct span *x = a, *y = b;

    return (x->p > y->p) - (x->p < y->p);
}

/* The payloads that have been freed, and that no other lies on; how many. */
static size_t find_freed(const struct checker *c, struct span *spans)
{
    size_t count = 0;

    for (uint32_t id = 0; id < c->trace->ids; id++) {
        const char *p = c->payloads[id];
        size_t n = p && c->sizes[id] == 0 ? size_before(c, id) : 0;
        if (n > 0 && !shadow_owner(p, n))
            spans[count++] = (struct span){p, n, 1, id};
    }
    qsort(spans, count, sizeof *spans, by_address);
    return count;
}

static bool is_apart(const struct span *span, const char *p, const char *end)
{
    return span->n == 0 || end <= span->p || p >= span->p + span->n;
}

/* Does what is free around the i-th begin near a live payload's end, or the heap's start?
 * Else it may lie in a block that is in use, and larger than its payload. */
static bool is_outside(const struct span *freed, size_t i)
{
    const char *p = freed[i].p, *lo = mem_heap_lo();
    size_t gap = 2 * HEADER + ALIGNMENT;

    for (; i > 0; p = freed[--i].p)
        if (p > freed[i - 1].p &&
            shadow_owner(freed[i - 1].p, (size_t)(p - freed[i - 1].p)))
            break;
    return (size_t)(p - lo) <= gap || shadow_owner(p - gap, gap);
}

/* Is none of these bytes in a block that is in use? */
static bool is_unused(const struct blocks *now, const char *p, const char *end)
{
    size_t i = layout_block(now->all, now->walk.count, p);

    while (i < now->walk.count && now->all[i].p < end && !now->all[i].live)
        i++;
    return i == now->walk.count || now->all[i].p >= end;
}

/* The first span of the fewest payloads, MOST of them, that has n bytes beside those that
 * were moved; of none if there is none. */
static struct span find_span(const struct span *freed, size_t count, size_t n,
                             const struct span *moved, const struct blocks *now)
{
    struct span found = {.payloads = 0};

    for (size_t i = 0; i < count; i++)
        for (size_t j = i; j < count && j < i + MOST; j++) {
            const char *p = freed[i].p, *end = freed[j].p + freed[j].n;
            if (end < p || shadow_owner(p, (size_t)(end - p)) || !is_apart(moved, p, end))
                break;
            if ((size_t)(end - p) < n)
                continue;
            if (now->walk.count > 0 ? !is_unused(now, p, end) : !is_outside(freed, i))
                break;
            if (!found.payloads || j - i + 1 < found.payloads)
                found = (struct span){p, (size_t)(end - p), j - i + 1, freed[j].id};
            break;
        }
    return found;
}

/* What the request that freed it has written: the first words. */
static void explain_free(struct checker *c, size_t freed)
{
    enum { TOLD = 3 };
    const struct access *store = NULL, *stores[TOLD];
    size_t count = 0;

    while ((store = c->host->last(STORED, NULL, 0, store)) && store->request >= freed)
        if (store->request == freed && store->deed == STORED)
            stores[count++ % TOLD] = store;
    if (count == 0)
        checker_explain(c, "mm_free wrote nothing then, neither into the heap nor into a "
                           "global variable");
    for (size_t i = 0; i < count && i < TOLD; i++) {
        const struct access *a = stores[(count - 1 - i) % TOLD];
        telling_word(c, i == 0 ? "mm_free wrote the word" : "and the word", a, a->p);
    }
}

static void explain(struct checker *c, size_t i, size_t before, const struct span *span)
{
    const char *lo = mem_heap_lo();
    size_t freed = freed_at(c, span->id, i);

    if (span->payloads == 1)
        checker_explain(c,
                        "the %zu bytes that were freed %s, 0x%zx bytes into the heap, "
                        "lay unused",
                        span->n, telling_moment(c, freed).text, (size_t)(span->p - lo));
    else
        checker_explain(c,
                        "%zu bytes, from 0x%zx bytes into the heap on, lay unused: %zu "
                        "freed payloads side by side, the last of them freed %s",
                        span->n, (size_t)(span->p - lo), span->payloads,
                        telling_moment(c, freed).text);
    if (!c->host->last || freed >= c->trace->count)
        return;
    if (order_has_found(c))
        disorder_explain_first(c);
    else if (span->payloads > 1)
        disorder_explain_pair(c);
    const char *payload = disorder_payload(c, c->payloads[span->id]);
    explain_free(c, freed);
    search_explain(c, i, payload ? payload : c->payloads[span->id], lo + before);
}

/* The id of the live payload that is next to this place, below it or above; or the number
 * of ids. */
static uint32_t next_to(const struct checker *c, const char *p, bool above)
{
    uint32_t found = (uint32_t)c->trace->ids;

    for (uint32_t id = 0; id < c->trace->ids; id++) {
        const char *q = c->payloads[id];
        if (c->sizes[id] == 0 || (q > p) != above)
            continue;
        const char *best = found < c->trace->ids ? c->payloads[found] : NULL;
        if (!best || (q > best) != above)
            found = id;
    }
    return found;
}

/* Have both neighbours of the id's freed payload been there since before it was freed,
 * and has no request got anything between them since then? */
static bool is_untouched(const struct checker *c, uint32_t id, size_t i)
{
    uint32_t below = next_to(c, c->payloads[id], false);
    uint32_t above = next_to(c, c->payloads[id], true);
    size_t freed = freed_at(c, id, i);

    if (below == c->trace->ids || above == c->trace->ids || freed >= i ||
        c->born[below] >= freed || c->born[above] >= freed)
        return false;
    const char *low = c->payloads[below], *high = c->payloads[above];
    for (size_t j = freed; ++j < i;)
        if ((const char *)c->returned[j] > low && (const char *)c->returned[j] < high)
            return false;
    return true;
}

/* The freed payloads of just the size that request i has asked for, which nobody has used
 * since: how many; the first of them becomes a span. */
static size_t count_lost(const struct checker *c, size_t i, const struct span *freed,
                         size_t count, struct span *first)
{
    enum { TRIED = 64 };
    const struct request *r = &c->trace->requests[i];
    size_t lost = 0, tried = 0;

    for (size_t k = 0; k < count && tried < TRIED; k++) {
        if (freed[k].n != r->n)
            continue;
        tried++;
        if (!is_untouched(c, freed[k].id, i))
            continue;
        if (lost++ == 0)
            *first = freed[k];
    }
    return lost;
}

/* The heap has grown for a request of just the size of payloads that lie free, each
 * between two that are in use. */
static void note_lost(struct checker *c, size_t i, size_t before,
                      const struct span *freed, size_t count)
{
    struct waste *waste = &c->verdict->wastes[LOST];
    const struct request *r = &c->trace->requests[i];
    struct span first = {.payloads = 0};
    size_t lost =
        r->op == MALLOC || r->op == CALLOC ? count_lost(c, i, freed, count, &first) : 0;

    waste->looked++;
    waste->bytes += lost * r->n;
    if (lost > 0 && waste->missed++ == 0) {
        checker_explain(c,
                        "freed payloads of just this size that nobody has used since: "
                        "%zu, each between two payloads in use, so that their memory "
                        "was there for it",
                        lost);
        explain(c, i, before, &first);
        checker_set_aside(c, waste, i);
    }
}

void waste_note(struct checker *c, size_t i, size_t before, const struct blocks *now)
{
    struct waste *waste = &c->verdict->wastes[UNUSED];
    const struct request *r = &c->trace->requests[i];

    if (r->op == MEMALIGN)
        return;
    struct span *freed = allocate(c->trace->ids + 1, sizeof *freed);
    size_t count = find_freed(c, freed);
    struct span moved = {.n = 0};
    moved.p = checker_moved_from(c, i, &moved.n);
    struct span span = find_span(freed, count, r->n, &moved, now);
    note_lost(c, i, before, freed, count);
    waste->looked += count > 0;
    if (span.payloads > 0 && waste->missed++ == 0) {
        explain(c, i, before, &span);
        checker_set_aside(c, waste, i);
    }
    free(freed);
}
