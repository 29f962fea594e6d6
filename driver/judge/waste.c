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
#include "judge/headers.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/shadow.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "memlib.h"

#include <stdlib.h>
#include <string.h>

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

/* The link that leads to the block whose payload this is: the last that was written, and
 * is there still. */
static const struct access *link_to(const struct checker *c, const char *payload)
{
    enum { LATELY = 1 << 16 };
    const struct access *a = NULL;

    for (int i = 0; i < LATELY && (a = c->host->last(STORED, NULL, 0, a)); i++)
        if (a->deed == STORED && a->n == sizeof(void *) && trail_is_link(a) &&
            (size_t)((uintptr_t)payload - a->value) <= HEADER &&
            (a->p < payload || a->p >= payload + 2 * HEADER) &&
            memcmp(a->p, &a->value, sizeof a->value) == 0)
            return a;
    return NULL;
}

/* The last load of these bytes, or of any, by request i before the heap grew. */
static const struct access *load_before(const struct checker *c, size_t i,
                                        const struct access *growth, const char *p,
                                        size_t n)
{
    const struct access *load = c->host->last(LOADED, p, n, growth);

    return load && load->request == i ? load : NULL;
}

/* Of the loads of words near that link by request i before the heap grew, are all on one
 * side of it? */
static void explain_range(struct checker *c, size_t i, const struct access *growth,
                          const char *link)
{
    enum { NEAR = 1024 };
    const struct access *load = growth;
    const char *first = NULL, *last = NULL;

    while ((load = load_before(c, i, load, NULL, 0))) {
        if (load->n != sizeof(void *) || load->p + NEAR < link || load->p > link + NEAR)
            continue;
        first = !first || load->p < first ? load->p : first;
        last = !last || load->p > last ? load->p : last;
    }
    if (first && (last < link || first > link))
        checker_explain(c, "of the words near that link it has read those %s %s: %s it",
                        last < link ? "up to" : "from",
                        telling_spot(c, last < link ? last : first).text,
                        last < link ? "all before" : "all behind");
}

/* The link that would have led there: was it read? */
static void explain_link(struct checker *c, size_t i, const struct access *growth,
                         const char *payload)
{
    const struct access *link = link_to(c, payload);
    const struct access *load = link ? load_before(c, i, growth, link->p, link->n) : NULL;

    if (link)
        checker_explain(c, "a link leads there, %s: this request has %s%s",
                        telling_spot(c, link->p).text, load ? "read it" : "not read it",
                        load ? telling_place(c, load).text : "");
    if (link && !load && !order_block_before(c, link->p))
        explain_range(c, i, growth, link->p);
}

/* Of the free blocks that request i has looked at before the heap grew: the last that was
 * large enough. True if there is one. */
static bool explain_passed(struct checker *c, size_t i, const struct access *growth)
{
    const struct access *load = growth;

    while ((load = load_before(c, i, load, NULL, 0))) {
        const struct block *b = order_free_before(c, load->p);
        if (!b || !order_has_room(c, b, c->trace->requests[i].n))
            continue;
        checker_explain(c,
                        "this request has looked at the free block at 0x%zx, of %zu "
                        "bytes, and has not taken it%s",
                        offset(b->p), b->n, telling_place(c, load).text);
        return true;
    }
    return false;
}

/* Do the headers that request i has read, that at the old break too, all lie on one side
 * of the payload? */
static void explain_headers(struct checker *c, size_t i, const struct access *growth,
                            const char *p)
{
    const struct access *load = growth;
    const char *first = NULL, *last = NULL;

    while ((load = load_before(c, i, load, NULL, 0))) {
        const struct block *b = order_block_before(c, load->p);
        if (b ? b->p != load->p : load->p + load->n != growth->p)
            continue;
        first = !first || load->p < first ? load->p : first;
        last = !last || load->p > last ? load->p : last;
    }
    if (first && (first > p || last < p))
        checker_explain(c, "the headers that it has read lie from 0x%zx to 0x%zx: all %s",
                        offset(first), offset(last),
                        first > p ? "behind that block" : "before that block");
}

/* The header of a free block that request i has read: of just the size of the block that
 * it got instead? */
static void explain_exact(struct checker *c, size_t i, const struct access *look,
                          const char *payload)
{
    const struct access *header = headers_of(c, c->returned[i]);

    if (header && header->request == i &&
        (char *)c->returned[i] - header->p == payload - look->p && look->n == header->n &&
        headers_size(look) == headers_size(header) &&
        headers_size(look) >= c->trace->requests[i].n)
        checker_explain(c,
                        "its header holds %zu, just as that of the block which this "
                        "request got instead: an exact fit",
                        headers_size(look));
}

/* What the request has looked at before the heap grew: the words before the payload, or
 * what else. */
static void explain_search(struct checker *c, size_t i, const char *p, const char *end)
{
    const struct access *growth = c->host->last(GROWN, end, 1, NULL);
    const struct access *look = load_before(c, i, growth, p - HEADER, HEADER);
    const struct access *last = load_before(c, i, growth, NULL, 0);

    if (look) {
        checker_explain(c, "this request read the word before it%s",
                        telling_place(c, look).text);
        explain_exact(c, i, look, p);
    } else {
        checker_explain(c, "this request has not looked at it");
    }
    if (!look && explain_passed(c, i, growth))
        return;
    if (!look) {
        explain_link(c, i, growth, p);
        explain_headers(c, i, growth, p);
    }
    if (!look && last)
        checker_explain(
            c, "the last that it read before the heap grew was %s%s%s",
            telling_spot(c, last->p).text,
            last->n == sizeof(void *) && last->value == 0 ? ", a null pointer or 0" : "",
            telling_place(c, last).text);
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
    explain_search(c, i, payload ? payload : c->payloads[span->id], lo + before);
}

void waste_note(struct checker *c, size_t i, size_t before, const struct blocks *now)
{
    struct waste *waste = &c->verdict->waste;
    const struct request *r = &c->trace->requests[i];

    if (r->op == MEMALIGN)
        return;
    struct span *freed = allocate(c->trace->ids + 1, sizeof *freed);
    size_t count = find_freed(c, freed);
    struct span moved = {.n = 0};
    moved.p = checker_moved_from(c, i, &moved.n);
    struct span span = find_span(freed, count, r->n, &moved, now);
    waste->looked += count > 0;
    if (span.payloads > 0 && waste->missed++ == 0) {
        explain(c, i, before, &span);
        checker_set_aside(c, waste, i);
    }
    free(freed);
}
