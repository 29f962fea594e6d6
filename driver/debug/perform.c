/*
 * perform.c - A session's requests, each with every check.
 */

#include "debug/perform.h"

#include "host/isolate.h"
#include "judge/whole.h"
#include "memlib.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void perform_say(struct session *s, const char *format, ...)
{
    struct exchange *x = s->exchange;
    char line[512];
    va_list arguments;

    va_start(arguments, format);
    size_t length = (size_t)vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    length = length < sizeof line ? length : sizeof line - 1;
    if (x->used + length >= sizeof x->reply) {
        x->more = true;
        isolate_yield();
    }
    memcpy(x->reply + x->used, line, length + 1);
    x->used += length;
}

void perform_mistake(struct session *s, const char *format, ...)
{
    char sentence[400];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    s->exchange->mood = MISTAKEN;
    perform_say(s, "line %zu: %s\n", s->exchange->number, sentence);
}

void perform_fail(struct session *s)
{
    struct verdict *verdict = s->checker.verdict;

    s->exchange->mood = FAILED;
    perform_say(s, "%s: %s%s\n", s->setup->allocator->name, s->exchange->place,
                verdict->message);
    for (char *line = strtok(verdict->detail, "\n"); line; line = strtok(NULL, "\n"))
        perform_say(s, "    %s\n", line);
}

static bool is_loaded(const struct session *s, uint32_t line)
{
    return s->source->count > 0 && line <= s->source->lines[s->source->count - 1];
}

static void note_place(struct session *s, size_t i)
{
    uint32_t line = s->trace.lines[i];
    char *place = s->exchange->place;
    size_t size = sizeof s->exchange->place;

    if (is_loaded(s, line))
        snprintf(place, size, "%s:%u: %s: ", s->source->path, line,
                 trace_op(&s->trace.requests[i]));
    else
        snprintf(place, size, "line %u: %s: ", line, trace_op(&s->trace.requests[i]));
    s->checker.verdict->message[0] = s->checker.verdict->detail[0] = '\0';
    s->checker.verdict->progress.request = i;
}

static size_t position(const struct session *s, const void *p)
{
    return (size_t)((const char *)p - (s->setup->allocator->host.simulated
                                           ? (const char *)mem_heap_lo()
                                           : (const char *)NULL));
}

/* What has become of the request, and how large the heap is now. */
static void tell_request(struct session *s, size_t i, const void *before)
{
    const struct request *r = &s->trace.requests[i];
    const void *p = s->checker.payloads[r->id];

    if (r->op == FREE && r->id == s->trace.ids)
        perform_say(s, "NULL is freed");
    else if (r->op != FREE && !s->checker.returned[i] && trace_answer(&s->trace, r))
        perform_say(s, "NULL: it was refused");
    else if (!s->live[r->id])
        perform_say(
            s, s->checker.mutator ? "nothing refers to id %u any more" : "id %u is free",
            r->id);
    else if (!p)
        perform_say(s, "id %u is NULL", r->id);
    else
        perform_say(s, "id %u: %zu bytes at 0x%zx%s", r->id, r->n, position(s, p),
                    r->op != REALLOC ? ""
                    : p == before    ? ", where it was"
                                     : ", moved");
    if (s->setup->allocator->host.simulated)
        perform_say(s, "; heap %zu", mem_heapsize());
    perform_say(s, "\n");
}

/* Too much to ask for: then NULL is an answer, and a payload stays as it was. */
static bool is_refused(struct session *s, size_t i, size_t size)
{
    const struct request *r = &s->trace.requests[i];

    if (s->checker.returned[i] || r->extra || r->n <= trace_heap_limit(&s->trace) / 2)
        return false;
    if (r->op == REALLOC)
        checker_keep(&s->checker, r->id, size);
    perform_say(s, "NULL: %zu bytes are too many\n", r->n);
    return true;
}

/* Is the request's id live once it is answered, as the trace's reader has it? */
static bool lives_after(const struct session *s, const struct request *r)
{
    if (trace_answer(&s->trace, r) == MUST_FAIL)
        return s->live[r->id];
    return r->op != FREE && (r->op < REALLOC || r->n > 0);
}

/* Performs request i, the last, with every check. False if one has failed. */
static bool perform(struct session *s, size_t i, bool tell)
{
    struct request *r = &s->trace.requests[i];
    struct checker *c = &s->checker;
    const void *before = c->payloads[r->id];
    size_t size = c->sizes[r->id];

    note_place(s, i);
    c->returned[i] = c; /* no NULL until the allocator has answered */
    if (c->mutator)
        collect_expect(&s->collector, c, i);
    bool good = checked_request(c, i);
    if (!good && is_refused(s, i, size))
        return true;
    s->live[r->id] = good ? lives_after(s, r) : c->sizes[r->id] > 0;
    good = good && whole_break(c, i) &&
           (!s->setup->check_heap || whole_checkheap(c, i)) &&
           (!tell || whole_payloads(c, i));
    if (!good)
        perform_fail(s);
    else if (tell)
        tell_request(s, i, before);
    return good;
}

/* Takes the request into the trace, if it can be made now. */
static bool add_request(struct session *s, struct request r, uint32_t line)
{
    struct trace *trace = &s->trace;
    bool is_new = r.op < REALLOC;

    if (trace->count == s->source->count + OWN_REQUESTS) {
        perform_mistake(s, "a session has at most %d requests of its own", OWN_REQUESTS);
        return false;
    }
    if (r.id < trace->ids && (is_new ? s->live[r.id] : r.op == FREE && !s->live[r.id])) {
        perform_mistake(s, "id %u is %s", r.id, is_new ? "live already" : "not live");
        return false;
    }
    if (r.op >= REALLOC && r.op != FREE)
        r.op = s->live[r.id] ? REALLOC : REALLOC_NULL;
    trace->lines[trace->count] = line;
    trace->requests[trace->count++] = r;
    return true;
}

bool perform_next(struct session *s, bool tell)
{
    uint32_t line = s->source->lines[s->next];
    int length;
    const char *text = trace_line(s->source, s->next, &length);
    struct request r = s->source->requests[s->next];

    if (r.id == s->source->ids)
        r.id = (uint32_t)s->trace.ids;
    if (tell)
        perform_say(s, "%u | %.*s\n", line, length < 100 ? length : 100, text);
    if (!add_request(s, r, line))
        return false;
    s->next++;
    return perform(s, s->trace.count - 1, tell);
}

bool perform_request(struct session *s, struct request r, uint32_t line)
{
    return add_request(s, r, line) && perform(s, s->trace.count - 1, true);
}
