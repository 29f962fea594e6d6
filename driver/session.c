/*
 * session.c - Performs the commands of --step, each request with every check.
 *
 * What was performed is a trace that grows. Its text is the file that was loaded, if
 * any, and after it each typed line: so a request is told by its line like any other.
 */

#include "session.h"

#include "checked.h"
#include "error.h"
#include "fault.h"
#include "isolate.h"
#include "memlib.h"
#include "view.h"
#include "whole.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char session_help[] =
    "  malloc ID N     a payload of N bytes, which you call ID, a number; or a ID N\n"
    "  calloc ID N     likewise, zeroed; or c ID N\n"
    "  realloc ID N    changes its size; or r ID N\n"
    "  free ID         or f ID; -1 for NULL\n"
    "  print           the heap, block by block; or p\n"
    "  check           your mm_checkheap, and every payload\n"
    "  next [COUNT]    the next requests of the trace given with -f; or n\n"
    "  run [LINE]      its requests up to that line, or all that are left\n"
    "  undo            takes back the last command that changed the heap\n"
    "  help            this list\n"
    "  quit            or the end of the input\n";

/* How many ids and requests a session has beside those of the trace. */
enum { OWN_IDS = 1000, OWN_REQUESTS = 100000, WORDS = 4 };

struct session {
    struct exchange *exchange;
    const struct session_setup *setup;
    const struct trace *source; /* the trace that was loaded */
    size_t next;                /* its request that comes next */
    struct trace trace;         /* what was performed */
    struct checker checker;
    bool *live; /* by id */
    FILE *text; /* writes the trace's */
    char *content;
    size_t length, lines;
};

__attribute__((format(printf, 2, 3))) static void say(struct session *s,
                                                      const char *format, ...)
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

static void say_view(void *session, const char *line)
{
    say(session, "%s\n", line);
}

/* The line made no sense. */
__attribute__((format(printf, 2, 3))) static void mistake(struct session *s,
                                                          const char *format, ...)
{
    char sentence[400];
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    s->exchange->mood = MISTAKEN;
    say(s, "line %zu: %s\n", s->exchange->number, sentence);
}

/* Tells the failure that the verdict has. */
static void fail(struct session *s)
{
    struct verdict *verdict = s->checker.verdict;

    s->exchange->mood = FAILED;
    say(s, "%s: %s%s\n", s->setup->allocator->name, s->exchange->place, verdict->message);
    for (char *line = strtok(verdict->detail, "\n"); line; line = strtok(NULL, "\n"))
        say(s, "    %s\n", line);
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
    return (size_t)((const char *)p - (s->setup->allocator->simulated
                                           ? (const char *)mem_heap_lo()
                                           : (const char *)NULL));
}

/* What has become of the request, and how large the heap is now. */
static void tell_request(struct session *s, size_t i, const void *before)
{
    const struct request *r = &s->trace.requests[i];
    const void *p = s->checker.payloads[r->id];

    if (r->op == FREE && r->id == s->trace.ids)
        say(s, "NULL is freed");
    else if (!s->live[r->id])
        say(s, "id %u is free", r->id);
    else if (!p)
        say(s, "id %u is NULL", r->id);
    else
        say(s, "id %u: %zu bytes at 0x%zx%s", r->id, r->n, position(s, p),
            r->op != REALLOC ? ""
            : p == before    ? ", where it was"
                             : ", moved");
    if (s->setup->allocator->simulated)
        say(s, "; heap %zu", mem_heapsize());
    say(s, "\n");
}

/* Too much to ask for: then NULL is an answer, and a payload stays as it was. */
static bool is_refused(struct session *s, size_t i, size_t size)
{
    const struct request *r = &s->trace.requests[i];

    if (s->checker.returned[i] || r->n <= trace_heap_limit(&s->trace) / 2)
        return false;
    if (r->op == REALLOC)
        checker_keep(&s->checker, r->id, size);
    say(s, "NULL: %zu bytes are too many\n", r->n);
    return true;
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
    bool good = checked_request(c, i);
    if (!good && is_refused(s, i, size))
        return true;
    s->live[r->id] =
        good ? r->op != FREE && (r->op < REALLOC || r->n > 0) : c->sizes[r->id] > 0;
    good = good && whole_break(c, i) &&
           (!s->setup->check_heap || whole_checkheap(c, i)) &&
           (!tell || whole_payloads(c, i));
    if (!good)
        fail(s);
    else if (tell)
        tell_request(s, i, before);
    return good;
}

/* Takes the request into the trace, if it can be made now. */
static bool add_request(struct session *s, struct request r, uint32_t line)
{
    struct trace *trace = &s->trace;
    bool is_new = r.op == MALLOC || r.op == CALLOC;

    if (trace->count == s->source->count + OWN_REQUESTS) {
        mistake(s, "a session has at most %d requests of its own", OWN_REQUESTS);
        return false;
    }
    if (r.id < trace->ids && (is_new ? s->live[r.id] : r.op == FREE && !s->live[r.id])) {
        mistake(s, "id %u is %s", r.id, is_new ? "live already" : "not live");
        return false;
    }
    if (r.op >= REALLOC && r.op != FREE)
        r.op = s->live[r.id] ? REALLOC : REALLOC_NULL;
    trace->lines[trace->count] = line;
    trace->requests[trace->count++] = r;
    return true;
}

/* Performs a request of the trace that was loaded. */
static bool step_on(struct session *s, bool tell)
{
    uint32_t line = s->source->lines[s->next];
    int length;
    const char *text = trace_line(s->source, s->next, &length);
    struct request r = s->source->requests[s->next];

    if (r.id == s->source->ids)
        r.id = (uint32_t)s->trace.ids;
    if (tell)
        say(s, "%u | %.*s\n", line, length < 100 ? length : 100, text);
    if (!add_request(s, r, line))
        return false;
    s->next++;
    return perform(s, s->trace.count - 1, tell);
}

/* A decimal number, or false. */
static bool read_number(const char *word, size_t *number)
{
    char *end;

    if (!word || word[0] < '0' || word[0] > '9')
        return false;
    unsigned long long value = strtoull(word, &end, 10);
    *number = (size_t)value;
    return *end == '\0' && *number == value;
}

static void request(struct session *s, enum op op, char *const *words)
{
    static const char letters[] = "acrrf";
    size_t id = s->trace.ids, n = 0;
    bool null = op == FREE && words[1] && strcmp(words[1], "-1") == 0;

    if (!null && (!read_number(words[1], &id) || id >= s->trace.ids)) {
        mistake(s, "%s wants an id, a number below %zu", words[0], s->trace.ids);
        return;
    }
    if ((op != FREE && !read_number(words[2], &n)) || words[op == FREE ? 2 : 3]) {
        mistake(s,
                op == FREE ? "%s wants an id, and nothing else: %c 0"
                           : "%s wants an id and a size: %c 0 100",
                words[0], letters[op]);
        return;
    }
    uint32_t line = (uint32_t)s->exchange->number;
    if (add_request(s, (struct request){(uint32_t)id, op, n}, line))
        perform(s, s->trace.count - 1, true);
}

static void next(struct session *s, const char *word)
{
    size_t count = 1;

    if (word && !read_number(word, &count))
        mistake(s, "next wants a number, not '%s'", word);
    else if (s->next == s->source->count)
        mistake(s, "there is no next request: %s",
                s->source->path ? "the trace is at its end" : "give a trace with -f");
    else
        while (count-- > 0 && s->next < s->source->count && step_on(s, true))
            ;
}

static void tell_position(struct session *s)
{
    size_t live = 0, payload = 0;

    for (size_t id = 0; id < s->trace.ids; id++) {
        live += s->live[id];
        payload += s->checker.sizes[id];
    }
    if (s->next < s->source->count)
        say(s, "before line %u", s->source->lines[s->next]);
    else
        say(s, "at the end");
    say(s, ": %zu ids live, %zu bytes of payload, heap %zu\n", live, payload,
        mem_heapsize());
}

static void run(struct session *s, const char *word)
{
    size_t line = SIZE_MAX;

    if (s->source->count == 0) {
        mistake(s, "there is nothing to run: give a trace with -f");
        return;
    }
    if (word && !read_number(word, &line)) {
        mistake(s, "run wants a line's number, not '%s'", word);
        return;
    }
    while (s->next < s->source->count && s->source->lines[s->next] < line)
        if (!step_on(s, false))
            return;
    snprintf(s->exchange->place, sizeof s->exchange->place,
             "after line %u: ", s->next > 0 ? s->source->lines[s->next - 1] : 0);
    if (whole_payloads(&s->checker, NO_REQUEST))
        tell_position(s);
    else
        fail(s);
}

static void check(struct session *s)
{
    struct checker *c = &s->checker;
    size_t count = 0;

    snprintf(s->exchange->place, sizeof s->exchange->place, "check: ");
    if (!whole_payloads(c, NO_REQUEST) || !whole_checkheap(c, NO_REQUEST)) {
        fail(s);
        return;
    }
    for (size_t id = 0; id < s->trace.ids; id++)
        count += s->live[id];
    say(s, "%s; %zu payloads are intact\n",
        c->a->checkheap ? "mm_checkheap: true" : "there is no mm_checkheap", count);
}

static void print(struct session *s)
{
    snprintf(s->exchange->place, sizeof s->exchange->place, "print: ");
    view_heap(&s->checker, say_view, s);
}

static void split(char *line, char *words[WORDS + 1])
{
    size_t count = 0;

    line[strcspn(line, "#\r\n")] = '\0';
    for (char *word = strtok(line, " \t"); word && count < WORDS;
         word = strtok(NULL, " \t"))
        words[count++] = word;
}

static bool is_one_of(const char *word, const char *name, const char *letter)
{
    return strcmp(word, name) == 0 || strcmp(word, letter) == 0;
}

static void obey(struct session *s, char *const *words)
{
    static const char *const requests[][2] = {
        {"malloc", "a"}, {"calloc", "c"}, {"realloc", "r"}, {"", ""}, {"free", "f"}};

    for (enum op op = MALLOC; op <= FREE; op++)
        if (is_one_of(words[0], requests[op][0], requests[op][1])) {
            request(s, op, words);
            return;
        }
    if (is_one_of(words[0], "print", "p"))
        print(s);
    else if (strcmp(words[0], "check") == 0)
        check(s);
    else if (is_one_of(words[0], "next", "n"))
        next(s, words[1]);
    else if (strcmp(words[0], "run") == 0)
        run(s, words[1]);
    else
        mistake(s, "'%s' is no command: help lists them", words[0]);
}

/* Puts the typed line behind the text, as the line of that number. */
static void remember(struct session *s)
{
    size_t number = s->exchange->number;

    for (; s->lines + 1 < number; s->lines++)
        fputc('\n', s->text);
    fprintf(s->text, "%s\n", s->exchange->line);
    s->lines++;
    fflush(s->text);
    s->trace.text = s->content;
    s->trace.length = s->length;
}

/* The text begins with the file that was loaded. */
static void open_text(struct session *s)
{
    const struct trace *source = s->source;

    s->text = open_memstream(&s->content, &s->length);
    if (!s->text)
        error_system("no memory for a session");
    fwrite(source->text ? source->text : "", 1, source->length, s->text);
    s->lines = trace_line_count(source);
    if (source->length > 0 && source->text[source->length - 1] != '\n')
        fputc('\n', s->text);
}

static struct session session_new(const struct session_setup *setup, struct exchange *x)
{
    struct session s = {.exchange = x, .setup = setup, .source = setup->trace};
    size_t requests = s.source->count + OWN_REQUESTS;

    s.trace = *s.source;
    s.trace.count = 0;
    s.trace.ids += OWN_IDS;
    s.trace.requests = allocate(requests, sizeof *s.trace.requests);
    s.trace.lines = allocate(requests, sizeof *s.trace.lines);
    s.live = allocate(s.trace.ids + 1, sizeof *s.live);
    return s;
}

void session_run(void *argument, void *shared)
{
    const struct session_setup *setup = argument;
    struct exchange *x = shared;
    struct allocator *a = setup->allocator;
    struct session s = session_new(setup, x);

    open_text(&s);
    mem_init();
    mem_set_limit(trace_heap_limit(&s.trace));
    if (!allocator_load(a, x->verdict.message, sizeof x->verdict.message))
        return;
    s.trace.count = s.source->count + OWN_REQUESTS; /* for the checker to have room */
    s.checker = checker_new(&s.trace, a, &x->verdict);
    s.trace.count = 0;
    s.checker.trace = &s.trace;
    fault_watch(&s.checker);
    snprintf(x->place, sizeof x->place, "mm_init: ");
    x->verdict.valid = whole_start(&s.checker, REPLAYING, 0);
    for (;;) {
        x->more = false;
        isolate_yield();
        char *words[WORDS + 1] = {NULL};
        x->used = 0;
        x->mood = DONE;
        remember(&s);
        split(x->line, words);
        if (words[0])
            obey(&s, words);
    }
}
