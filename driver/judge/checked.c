/*
 * checked.c - One request, performed with every check.
 *
 * A payload must be aligned, inside the heap, and share no byte with another; it
 * is filled as soon as it is there, and must be as it was when it goes.
 */

#include "judge/checked.h"

#include "base/error.h"
#include "config.h"
#include "judge/disorder.h"
#include "judge/fit.h"
#include "judge/given.h"
#include "judge/linkform.h"
#include "judge/merged.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/payload.h"
#include "judge/refusal.h"
#include "judge/shadow.h"
#include "judge/telling.h"
#include "judge/unrounded.h"
#include "judge/way.h"
#include "judge/writer.h"
#include "memlib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct checker checker_new(const struct trace *trace, const struct host *host,
                           struct verdict *verdict)
{
    struct checker c = {.trace = trace, .host = host, .verdict = verdict};

    c.payloads = allocate(trace->ids + 1, sizeof *c.payloads);
    c.sizes = allocate(trace->ids + 1, sizeof *c.sizes);
    c.born = allocate(trace->ids + 1, sizeof *c.born);
    c.returned = allocate(trace->count, sizeof *c.returned);
    c.links = linkform_new(host);
    if (host->simulated)
        shadow_init(mem_heap_lo(), trace_heap_limit(trace));
    return c;
}

void checker_link(struct checker *c, const char *shape, size_t most_live)
{
    enum shape first = ROOTS;

    while (shape[0] && strcmp(shape, shape_names[first]) != 0)
        first++;
    payload_avoid(mem_heap_lo());
    c->mutator = allocate(1, sizeof *c->mutator);
    *c->mutator = mutator_new(first, c->payloads, c->sizes, c->trace->ids, most_live);
}

void checker_free(struct checker *c)
{
    if (c->mutator)
        mutator_free(c->mutator);
    free(c->mutator);
    free(c->links);
    free(c->payloads);
    free(c->sizes);
    free(c->born);
    free(c->returned);
    order_free(c);
    free(c->classes);
    if (c->host->simulated)
        shadow_free();
}

/* Whose the id's payload is from now on. */
static void mark(const struct checker *c, uint32_t id, size_t n, enum use use)
{
    if (c->host->mark)
        c->host->mark(c->payloads[id], n, use);
}

/* Takes the id's payload out of the books. (Where payloads come again to where they were,
 * the shadow has nothing to tell.) */
static void dismiss(struct checker *c, uint32_t id)
{
    if (c->host->simulated && c->sizes[id] > 0) {
        if (!c->again)
            shadow_release(c->payloads[id], c->sizes[id]);
        mark(c, id, c->sizes[id], OWN);
    }
    c->sizes[id] = 0;
}

/* Takes it into them. */
static void claim(struct checker *c, uint32_t id)
{
    if (c->host->simulated && c->sizes[id] > 0) {
        if (!c->again)
            shadow_claim(c->payloads[id], c->sizes[id]);
        mark(c, id, c->sizes[id], LIVE);
    }
}

void checker_keep(struct checker *c, uint32_t id, size_t n)
{
    c->sizes[id] = n;
    claim(c, id);
}

/* Writes the id's pattern over its payload, whose first bytes have it already. From then
 * on it can be reached. */
static void fill(struct checker *c, uint32_t id, size_t kept)
{
    if (c->mutator)
        mutator_detach(c->mutator, id); /* from where it was before a realloc */
    if (c->sizes[id] == 0)
        return;
    payload_fill(c->payloads[id], id, c->mutator ? 0 : kept, c->sizes[id]);
    if (c->mutator)
        mutator_attach(c->mutator, id);
}

/* The first of the first `limit` bytes that is not as it was in the id's payload of so
 * many bytes, or INTACT. */
static ptrdiff_t compare(const struct checker *c, uint32_t id, size_t n, size_t limit)
{
    const void *payload = c->payloads[id];

    return c->mutator ? mutator_check(c->mutator, id, payload, n, limit)
                      : payload_check(payload, id, n, limit);
}

unsigned char checked_byte(const struct checker *c, uint32_t id, size_t offset)
{
    return c->mutator ? mutator_byte(c->mutator, id, c->sizes[id], offset)
                      : payload_byte(id, offset);
}

void checker_reset(struct checker *c)
{
    for (uint32_t id = 0; id < c->trace->ids; id++)
        dismiss(c, id);
    if (c->host->mark)
        c->host->mark(mem_heap_lo(), trace_heap_limit(c->trace), EMPTY);
    if (c->mutator)
        mutator_reset(c->mutator, c->mutator->shape);
    c->damaged = NULL;
    c->again = c->to_the_brim = false;
}

/* Why the id's payload must be there: ", reachable through root 2", if by a root. */
struct reason {
    char words[100];
};

static struct reason reason_of(const struct checker *c, uint32_t id)
{
    struct reason reason = {""};

    if (c->mutator && c->mutator->nodes[id].live) {
        memcpy(reason.words, ", ", 2);
        mutator_path(c->mutator, id, reason.words + 2, sizeof reason.words - 2);
    }
    return reason;
}

void checked_origin(struct checker *c, uint32_t id)
{
    size_t born = c->born[id];
    int length;
    const char *line = trace_line(c->trace, born, &length);

    if (c->host->simulated)
        checker_explain(
            c, "id %u was allocated at line %u (%.*s), 0x%zx bytes into the heap", id,
            c->trace->lines[born], length, line, offset(c->payloads[id]));
    else
        checker_explain(c, "id %u was allocated at line %u (%.*s)", id,
                        c->trace->lines[born], length, line);
}

/* What request i for n bytes must be aligned to. A small block of an allocator that is
 * not the lab's may be aligned to what fits it. */
static size_t alignment_of(const struct checker *c, size_t i, size_t n)
{
    const struct request *r = &c->trace->requests[i];
    size_t least = c->host->simulated ? c->host->alignment
                   : n >= ALIGNMENT   ? ALIGNMENT
                                      : sizeof(void *);
    size_t wanted =
        r->op == MEMALIGN && c->host->memalign ? c->trace->extras[r->extra].alignment : 0;

    return wanted > least ? wanted : least;
}

/* Where a pointer points to, in words. */
struct place {
    char words[40];
};

static struct place place_of(const struct checker *c, const void *p)
{
    const char *lo = mem_heap_lo(), *byte = p;
    struct place place = {"NULL"};

    if (c->host->simulated && byte >= lo && byte <= lo + mem_heapsize())
        snprintf(place.words, sizeof place.words, "0x%zx bytes into the heap", offset(p));
    else if (p)
        snprintf(place.words, sizeof place.words, "%p", p);
    return place;
}

static bool check_alignment(struct checker *c, size_t i, const void *p, size_t n)
{
    size_t alignment = alignment_of(c, i, n);

    return (uintptr_t)p % alignment == 0 ||
           checker_fail(c, i, "payload %s is not aligned to %zu bytes",
                        place_of(c, p).words, alignment);
}

/* Farther from the heap than its own size can be? Then it is not at its edge. */
static bool is_far(const char *p, const char *lo, const char *end)
{
    return (size_t)(p < lo ? lo - p : p > end ? p - end : 0) > HEAP_LIMIT;
}

/* In the heap, from the first byte to the last? */
static bool check_place(struct checker *c, size_t i, const char *p, size_t n)
{
    const char *lo = mem_heap_lo(), *end = lo + mem_heapsize();

    if (c->host->code_offset(p))
        return checker_fail(c, i, "payload lies in a global variable, not in the heap");
    if (is_far(p, lo, end))
        return checker_fail(
            c, i,
            "payload at %p lies outside the heap, in memory that mem_sbrk "
            "has not given",
            (const void *)p);
    if (p < lo)
        return checker_fail(c, i,
                            "payload at %p lies outside the heap, %zu bytes before it",
                            (const void *)p, (size_t)(lo - p));
    if (p > end)
        return checker_fail(c, i,
                            "payload at %p lies outside the heap, %zu bytes past its end",
                            (const void *)p, (size_t)(p - end));
    if (n > (size_t)(end - p))
        return checker_fail(
            c, i, "payload of %zu bytes ends outside the heap, %zu bytes past it", n,
            n - (size_t)(end - p));
    return true;
}

/* The id whose live payload starts here; there is one, as the shadow knows of its claim.
 */
static uint32_t id_at(const struct checker *c, const void *payload)
{
    uint32_t id = 0;

    while (c->sizes[id] == 0 || c->payloads[id] != payload)
        id++;
    return id;
}

/* A realloc that has left its payload where it was. */
static void explain_in_place(struct checker *c, size_t i, const char *p,
                             const char *other, uint32_t id)
{
    size_t before;

    if (p == checker_moved_from(c, i, &before) && p < other)
        checker_explain(c,
                        "mm_realloc has left the payload where it was, with %zu bytes "
                        "before: up to id %u's there are %zu",
                        before, id, (size_t)(other - p));
}

static bool check_overlap(struct checker *c, size_t i, const char *p, size_t n)
{
    const char *other = n > 0 ? shadow_owner(p, n) : NULL;

    if (!other)
        return true;
    uint32_t id = id_at(c, other);
    const char *from = p > other ? p : other;
    const char *end = p + n, *other_end = other + c->sizes[id];
    const char *to = end < other_end ? end : other_end;
    checked_origin(c, id);
    if (!given_explain(c, p, i)) {
        explain_in_place(c, i, p, other, id);
        c->decided = merged_explain(c);
        writer_explain_header(c, "the word before it", other);
        writer_explain_block(c, "the word before the new payload", p);
        fit_explain(c, p, n, i);
        fit_explain(c, other, c->sizes[id], c->born[id]);
        way_explain_found(c, p, i);
    }
    c->verdict->kind = OVERWRITTEN;
    return checker_fail(c, i,
                        "payload of %zu bytes at 0x%zx overlaps id %u's by %zu bytes%s",
                        n, offset(p), id, (size_t)(to - from), reason_of(c, id).words);
}

static enum answer expected_answer(const struct checker *c, size_t i)
{
    return trace_answer(c->trace, &c->trace->requests[i]);
}

/* Calloc's arguments, if their product is more than a size_t can hold; else NULL. */
static const struct extra *overflowing(const struct checker *c, const struct request *r)
{
    const struct extra *e = &c->trace->extras[r->extra];

    return r->op == CALLOC && r->extra && e->each > 0 && e->count > SIZE_MAX / e->each
               ? e
               : NULL;
}

void checked_cut(struct checker *c, size_t i)
{
    enum { HEADER = 16 };
    size_t n = c->trace->requests[i].n, cut = n & UINT32_MAX;

    if (cut != n && cut < mem_limit())
        checker_explain(c, "in an int, which has 4 bytes, that size is %zu", cut);
    if (n > SIZE_MAX - HEADER)
        checker_explain(c,
                        "a size_t cannot count so many bytes and a header: with %d bytes "
                        "more, that size becomes %zu",
                        HEADER, n + HEADER);
}

/* A payload was returned for more than there can be. Always false. */
static bool check_refusal(struct checker *c, size_t i)
{
    const struct extra *e = overflowing(c, &c->trace->requests[i]);

    if (e)
        return checker_fail(c, i,
                            "returned a payload, not NULL, though %zu * %zu overflows: "
                            "in a size_t that is %zu",
                            e->count, e->each, e->count * e->each);
    checked_cut(c, i);
    return checker_fail(c, i,
                        "returned a payload, not NULL, though the heap cannot have "
                        "more than %zu bytes",
                        mem_limit());
}

/* Is most of the heap no payload, at request i? */
static void explain_full(struct checker *c, size_t i)
{
    size_t live = 0;

    checker_moved_from(c, i, &live);
    for (uint32_t id = 0; id < c->trace->ids; id++)
        live += c->sizes[id];
    if (live < mem_heapsize() / 2)
        checker_explain(
            c,
            "all payloads in use have %zu bytes: the other memory is lost, too small, or "
            "was not found",
            live);
}

/* What of the heap there is to say when request i has got NULL for n bytes. */
static void explain_null(struct checker *c, size_t i, size_t n)
{
    enum { PART = 16 };
    size_t limit = mem_limit(), rest = limit - mem_heapsize();
    bool is_full = rest < n || rest < limit / PART;

    if (!is_full && mem_calls() == c->calls) {
        if (!c->host->last)
            checker_explain(c,
                            "mem_sbrk was not called in this request: it could give %zu "
                            "bytes more",
                            rest);
    } else if (is_full || rest < limit / 2) {
        explain_full(c, i);
    }
}

/* NULL where there must be a payload, or a payload where there must be none? */
static bool check_answer(struct checker *c, size_t i, const void *p, size_t n)
{
    enum answer answer = expected_answer(c, i);

    if (!p && n > 0 && answer == SERVED) {
        if (c->host->simulated)
            explain_null(c, i, n);
        if (c->verdict->progress.phase == REPLAYING) {
            refusal_explain(c, i, n);
            c->verdict->kind = NO_MEMORY;
        }
        return checker_fail(
            c, i, "returned NULL for %zu bytes; the heap has %zu of a possible %zu", n,
            mem_heapsize(), mem_limit());
    }
    return !p || answer != MUST_FAIL || check_refusal(c, i);
}

/* Is the payload where the same request had it in the first replay? */
static bool check_again(struct checker *c, size_t i, const void *p)
{
    return p == c->returned[i] ||
           checker_fail(
               c, i,
               "returned %s, but %s when the trace was replayed first: state has "
               "outlived mm_init, or memory was read that never was written",
               place_of(c, p).words, place_of(c, c->returned[i]).words);
}

/* Sets *n to the bytes that the payload may hold, by the allocator's own word. */
static bool measure_room(struct checker *c, size_t i, void *p, size_t *n)
{
    size_t room = c->host->usable_size(p);
    const char *end = heap_end();

    if (room < *n)
        return checker_fail(c, i, "mm_usable_size says %zu bytes for a payload of %zu",
                            room, *n);
    if (c->host->simulated && room > (size_t)(end - (char *)p))
        return checker_fail(
            c, i, "mm_usable_size says %zu bytes, which end %zu bytes outside the heap",
            room, room - (size_t)(end - (char *)p));
    *n = room;
    return true;
}

/* A payload is misaligned: the last growth of the heap, up to there, by a size that is no
 * multiple of what it should be. */
static bool explain_alignment(struct checker *c, size_t alignment, const char *p)
{
    const struct access *growth = NULL;

    while (c->host->last && (growth = c->host->last(GROWN, NULL, 0, growth)) &&
           (growth->p > p || growth->n % alignment == 0))
        ;
    if (growth)
        checker_explain(c, "mem_sbrk was asked for %zu bytes, no multiple of %zu, %s%s",
                        growth->n, alignment, telling_moment(c, growth->request).text,
                        telling_place(c, growth).text);
    else
        unrounded_explain_distance(c, p, alignment);
    return false;
}

/* How a payload for n bytes came there. Always false. */
static bool explain_place(struct checker *c, size_t i, const void *p, size_t n)
{
    c->verdict->kind = HARMFUL;
    if (given_explain(c, p, i))
        return false;
    if ((uintptr_t)p % alignment_of(c, i, n) != 0 &&
        disorder_explain_multiple(c, alignment_of(c, i, n), p))
        return false;
    writer_explain_block(c, "the word before it", p);
    fit_explain_last(c, p, n);
    way_explain(c, (uintptr_t)p);
    return false;
}

/* All that must hold of a payload for n bytes; *n may grow to what it can hold. */
static bool check_payload(struct checker *c, size_t i, void *p, size_t *n)
{
    return (check_alignment(c, i, p, *n) || explain_place(c, i, p, *n) ||
            explain_alignment(c, alignment_of(c, i, *n), p)) &&
           (!c->host->simulated || check_place(c, i, p, *n) ||
            explain_place(c, i, p, *n)) &&
           (!c->to_the_brim || measure_room(c, i, p, n)) &&
           (!c->host->simulated || check_overlap(c, i, p, *n));
}

/* Checks a payload that was returned for n bytes, and takes it into the books. */
static bool accept(struct checker *c, size_t i, void *p, size_t n)
{
    uint32_t id = c->trace->requests[i].id;

    if (!c->again && (!check_answer(c, i, p, n) || (p && !check_payload(c, i, p, &n))))
        return false;
    c->payloads[id] = p;
    c->sizes[id] = p ? n : 0;
    c->born[id] = (uint32_t)i;
    claim(c, id);
    return true;
}

bool checked_payload(struct checker *c, size_t i, uint32_t id)
{
    size_t n = c->sizes[id];
    ptrdiff_t at = compare(c, id, n, n);

    if (at == INTACT)
        return true;
    c->verdict->kind = OVERWRITTEN;
    c->damaged = (unsigned char *)c->payloads[id] + at;
    c->damaged_id = id;
    c->since = c->born[id];
    checked_origin(c, id);
    struct reason reason = reason_of(c, id);
    return checker_fail(c, i, "payload of id %u%s%s was overwritten at byte %td of %zu",
                        id, reason.words, reason.words[0] ? "," : "", at, n);
}

/* When links are changed, were they all as they had been written? */
static bool links_are_left(struct checker *c, size_t i)
{
    return !c->mutator || c->mutator->damaged == NOBODY ||
           checked_payload(c, i, c->mutator->damaged);
}

/* An implicit allocator's payload is not needed any more. It is not told. */
static bool forget(struct checker *c, size_t i, uint32_t id)
{
    dismiss(c, id);
    mutator_detach(c->mutator, id);
    c->payloads[id] = NULL;
    return links_are_left(c, i);
}

/* Sets *p to the answer to request i. False if it was another in the first replay. */
static bool ask(struct checker *c, size_t i, void *old, void **p)
{
    c->calls = mem_calls();
    *p = host_answer(c->host, c->trace, &c->trace->requests[i], old);
    if (c->again && !check_again(c, i, *p))
        return false;
    c->returned[i] = *p;
    return true;
}

/* Malloc, calloc or memalign. */
static bool checked_allocation(struct checker *c, size_t i, const struct request *r)
{
    void *p;

    if (!ask(c, i, NULL, &p) || !accept(c, i, p, r->n))
        return false;
    ptrdiff_t at = r->op == CALLOC && c->payloads[r->id]
                       ? payload_check_zero(c->payloads[r->id], r->n)
                       : INTACT;
    if (at != INTACT) {
        c->verdict->kind = HARMFUL;
        c->read_unwritten = true;
        writer_explain_lost(c, p, NULL, (size_t)at);
        return checker_fail(c, i, "byte %td of %zu is not zero", at, r->n);
    }
    fill(c, r->id, 0);
    return links_are_left(c, i);
}

/* A realloc was refused: the payload of so many bytes stays as it was. */
static bool after_refusal(struct checker *c, size_t i, uint32_t id, size_t size)
{
    checker_keep(c, id, size);
    ptrdiff_t at = compare(c, id, size, size);
    if (at == INTACT)
        return true;
    c->verdict->kind = OVERWRITTEN;
    return checker_fail(c, i, "returned NULL, but changed byte %td of %zu", at, size);
}

/* The bytes that were asked for the id's live payload. */
static size_t asked(const struct checker *c, uint32_t id)
{
    return c->sizes[id] > 0 ? c->trace->requests[c->born[id]].n : 0;
}

/* Has what was written over `old` bytes come along, of which `before` were asked for? */
static bool check_kept(struct checker *c, size_t i, const void *old_payload, size_t old,
                       size_t before)
{
    const struct request *r = &c->trace->requests[i];
    size_t kept = before < r->n ? before : r->n;
    ptrdiff_t at = compare(c, r->id, old, kept);

    if (at == INTACT)
        return true;
    c->verdict->kind = HARMFUL;
    order_note(c, i);
    if (!given_explain(c, c->payloads[r->id], i) &&
        !disorder_explain_room(c, old_payload, before))
        writer_explain_lost(c, c->payloads[r->id], old_payload, (size_t)at);
    return checker_fail(
        c, i, "byte %td of the %zu that must be kept is lost (%zu before, %zu now)", at,
        kept, before, r->n);
}

/* Of a live payload, or of NULL. */
static bool checked_realloc(struct checker *c, size_t i, const struct request *r)
{
    size_t old = c->sizes[r->id], before = asked(c, r->id);
    size_t kept = before < r->n ? before : r->n;
    void *payload = r->op == REALLOC_NULL ? NULL : c->payloads[r->id];

    if (!checked_payload(c, i, r->id))
        return false;
    if (host_is_dropped(c->host, r))
        return forget(c, i, r->id);
    dismiss(c, r->id);
    void *p;
    if (!ask(c, i, payload, &p))
        return false;
    if (r->n == 0)
        return true;
    if (!p && old > 0 && expected_answer(c, i) != SERVED)
        return after_refusal(c, i, r->id, old);
    if (!accept(c, i, p, r->n))
        return false;
    if (!check_kept(c, i, payload, old, before))
        return false;
    fill(c, r->id, old > PAYLOAD_WHOLE ? 0 : kept);
    return links_are_left(c, i);
}

static bool checked_free(struct checker *c, size_t i, const struct request *r)
{
    size_t n = c->sizes[r->id];

    if (r->id == c->trace->ids) {
        c->host->free(NULL);
        return true;
    }
    if (!checked_payload(c, i, r->id))
        return false;
    if (c->mutator)
        return forget(c, i, r->id);
    dismiss(c, r->id);
    mark(c, r->id, n, FREED);
    c->host->free(c->payloads[r->id]);
    return true;
}

/* More than a simulated heap can hold, of an allocator that has the machine's memory. */
static bool is_pointless(const struct checker *c, const struct request *r)
{
    return !c->host->simulated && trace_answer(c->trace, r) == MUST_FAIL &&
           r->n <= PTRDIFF_MAX;
}

bool checked_request(struct checker *c, size_t i)
{
    const struct request *r = &c->trace->requests[i];

    if (is_pointless(c, r))
        return true;
    if (r->op < REALLOC)
        return checked_allocation(c, i, r);
    return r->op == FREE ? checked_free(c, i, r) : checked_realloc(c, i, r);
}
