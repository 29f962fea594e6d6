/*
 * checked.c - One request, performed with every check.
 *
 * A payload must be aligned, inside the heap, and share no byte with another; it
 * is filled as soon as it is there, and must be as it was when it goes.
 */

#include "judge/checked.h"

#include "base/error.h"
#include "config.h"
#include "judge/payload.h"
#include "judge/shadow.h"
#include "memlib.h"

#include <stdarg.h>
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
    if (host->simulated)
        shadow_init(mem_heap_lo(), trace_heap_limit(trace));
    return c;
}

void checker_free(struct checker *c)
{
    free(c->payloads);
    free(c->sizes);
    free(c->born);
    free(c->returned);
    if (c->host->simulated)
        shadow_free();
}

/* Whose the id's payload is from now on. */
static void mark(const struct checker *c, uint32_t id, size_t n, enum use use)
{
    if (c->host->mark)
        c->host->mark(c->payloads[id], n, use);
}

/* Takes the id's payload out of the books. */
static void dismiss(struct checker *c, uint32_t id)
{
    if (c->host->simulated && c->sizes[id] > 0) {
        shadow_release(c->payloads[id], c->sizes[id]);
        mark(c, id, c->sizes[id], OWN);
    }
    c->sizes[id] = 0;
}

/* Takes it into them. */
static void claim(struct checker *c, uint32_t id)
{
    if (c->host->simulated && c->sizes[id] > 0) {
        shadow_claim(c->payloads[id], c->sizes[id]);
        mark(c, id, c->sizes[id], LIVE);
    }
}

void checker_keep(struct checker *c, uint32_t id, size_t n)
{
    c->sizes[id] = n;
    claim(c, id);
}

void checker_reset(struct checker *c)
{
    for (uint32_t id = 0; id < c->trace->ids; id++)
        dismiss(c, id);
    if (c->host->mark)
        c->host->mark(mem_heap_lo(), trace_heap_limit(c->trace), OWN);
    c->damaged = NULL;
}

bool checker_fail(struct checker *c, size_t request, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    c->verdict->request = request;
    vsnprintf(c->verdict->message, sizeof c->verdict->message, format, arguments);
    va_end(arguments);
    return false;
}

void checker_explain(struct checker *c, const char *format, ...)
{
    char *detail = c->verdict->detail;
    size_t used = strlen(detail), size = sizeof c->verdict->detail;
    va_list arguments;

    if (used > 0 && used + 1 < size)
        detail[used++] = '\n';
    va_start(arguments, format);
    vsnprintf(detail + used, size - used, format, arguments);
    va_end(arguments);
}

static size_t offset(const void *p)
{
    return (size_t)((const char *)p - (const char *)mem_heap_lo());
}

/* Tells where the id's payload came from. */
static void explain_origin(struct checker *c, uint32_t id)
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

/* A small block of an allocator that is not the lab's may be aligned to what fits it. */
static bool check_alignment(struct checker *c, size_t i, const void *p, size_t n)
{
    size_t alignment = c->host->simulated ? c->host->alignment
                       : n >= ALIGNMENT   ? ALIGNMENT
                                          : sizeof(void *);

    return (uintptr_t)p % alignment == 0 ||
           checker_fail(c, i, "payload at %p is not aligned to %zu bytes", p, alignment);
}

/* In the heap, from the first byte to the last? */
static bool check_place(struct checker *c, size_t i, const char *p, size_t n)
{
    const char *lo = mem_heap_lo(), *end = lo + mem_heapsize();

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

static bool check_overlap(struct checker *c, size_t i, const char *p, size_t n)
{
    const char *other = n > 0 ? shadow_owner(p, n) : NULL;

    if (!other)
        return true;
    uint32_t id = id_at(c, other);
    const char *from = p > other ? p : other;
    const char *end = p + n, *other_end = other + c->sizes[id];
    const char *to = end < other_end ? end : other_end;
    explain_origin(c, id);
    return checker_fail(c, i,
                        "payload of %zu bytes at 0x%zx overlaps id %u's by %zu bytes", n,
                        offset(p), id, (size_t)(to - from));
}

/* Checks a payload that was returned for n bytes, and takes it into the books. */
static bool accept(struct checker *c, size_t i, void *p, size_t n)
{
    uint32_t id = c->trace->requests[i].id;

    c->returned[i] = p;
    if (!p && n > 0)
        return checker_fail(
            c, i, "returned NULL for %zu bytes; the heap has %zu of a possible %zu", n,
            mem_heapsize(), trace_heap_limit(c->trace));
    if (p && !check_alignment(c, i, p, n))
        return false;
    if (p && c->host->simulated &&
        (!check_place(c, i, p, n) || !check_overlap(c, i, p, n)))
        return false;
    c->payloads[id] = p;
    c->sizes[id] = n;
    c->born[id] = (uint32_t)i;
    claim(c, id);
    return true;
}

bool checked_payload(struct checker *c, size_t i, uint32_t id)
{
    size_t n = c->sizes[id];
    ptrdiff_t at = payload_check(c->payloads[id], id, n, n);

    if (at == INTACT)
        return true;
    c->damaged = (unsigned char *)c->payloads[id] + at;
    c->expected = payload_byte(id, (size_t)at);
    c->since = c->born[id];
    explain_origin(c, id);
    return checker_fail(c, i, "payload of id %u was overwritten at byte %td of %zu", id,
                        at, n);
}

static bool checked_malloc(struct checker *c, size_t i, const struct request *r)
{
    if (!accept(c, i, c->host->malloc(r->n), r->n))
        return false;
    payload_fill(c->payloads[r->id], r->id, 0, r->n);
    return true;
}

static bool checked_calloc(struct checker *c, size_t i, const struct request *r)
{
    if (!accept(c, i, c->host->calloc(1, r->n), r->n))
        return false;
    ptrdiff_t at = payload_check_zero(c->payloads[r->id], r->n);
    if (at != INTACT)
        return checker_fail(c, i, "byte %td of %zu is not zero", at, r->n);
    payload_fill(c->payloads[r->id], r->id, 0, r->n);
    return true;
}

/* Of a live payload, or of NULL. */
static bool checked_realloc(struct checker *c, size_t i, const struct request *r)
{
    size_t old = c->sizes[r->id], kept = old < r->n ? old : r->n;
    void *payload = r->op == REALLOC_NULL ? NULL : c->payloads[r->id];

    if (!checked_payload(c, i, r->id))
        return false;
    dismiss(c, r->id);
    void *p = c->host->realloc(payload, r->n);
    if (r->n == 0) {
        c->returned[i] = p;
        return true;
    }
    if (!accept(c, i, p, r->n))
        return false;
    ptrdiff_t at = payload_check(p, r->id, old, kept);
    if (at != INTACT)
        return checker_fail(
            c, i, "byte %td of the %zu that must be kept is lost (%zu before, %zu now)",
            at, kept, old, r->n);
    payload_fill(p, r->id, old > PAYLOAD_WHOLE ? 0 : kept, r->n);
    return true;
}

static bool checked_free(struct checker *c, size_t i, const struct request *r)
{
    if (r->id == c->trace->ids) {
        c->host->free(NULL);
        return true;
    }
    if (!checked_payload(c, i, r->id))
        return false;
    size_t n = c->sizes[r->id];
    dismiss(c, r->id);
    mark(c, r->id, n, FREED);
    c->host->free(c->payloads[r->id]);
    return true;
}

bool checked_request(struct checker *c, size_t i)
{
    const struct request *r = &c->trace->requests[i];

    switch (r->op) {
    case MALLOC:
        return checked_malloc(c, i, r);
    case CALLOC:
        return checked_calloc(c, i, r);
    case FREE:
        return checked_free(c, i, r);
    default:
        return checked_realloc(c, i, r);
    }
}
