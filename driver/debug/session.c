/*
 * session.c - Obeys the commands of --step.
 *
 * What was performed is a trace that grows. Its text is the file that was loaded, if
 * any, and after it each typed line: so a request is told by its line like any other.
 */

#include "debug/session.h"

#include "base/error.h"
#include "debug/gather.h"
#include "debug/perform.h"
#include "debug/view.h"
#include "host/isolate.h"
#include "host/watch.h"
#include "judge/fault.h"
#include "judge/whole.h"
#include "memlib.h"

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
    "  collect         your mm_collect, and every payload (with --collect)\n"
    "  root            what each root refers to\n"
    "  link ID         how it can be reached, and what it refers to\n"
    "  next [COUNT]    the next requests of the trace given with -f; or n\n"
    "  run [LINE]      its requests up to that line, or all that are left\n"
    "  undo            takes back the last command that changed the heap\n"
    "  help            this list\n"
    "  quit            or the end of the input\n";

enum { WORDS = 4 };

static void say_view(void *session, const char *line)
{
    perform_say(session, "%s\n", line);
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
    static const char letters[] = "acmrrf";
    size_t id = s->trace.ids, n = 0;
    bool null = op == FREE && words[1] && strcmp(words[1], "-1") == 0;

    if (!null && (!read_number(words[1], &id) || id >= s->trace.ids)) {
        perform_mistake(s, "%s wants an id, a number below %zu", words[0], s->trace.ids);
        return;
    }
    if ((op != FREE && !read_number(words[2], &n)) || words[op == FREE ? 2 : 3]) {
        perform_mistake(s,
                        op == FREE ? "%s wants an id, and nothing else: %c 0"
                                   : "%s wants an id and a size: %c 0 100",
                        words[0], letters[op]);
        return;
    }
    uint32_t line = (uint32_t)s->exchange->number;
    perform_request(s, (struct request){.id = (uint32_t)id, .op = op & 0xff, .n = n},
                    line);
}

static void next(struct session *s, const char *word)
{
    size_t count = 1;

    if (word && !read_number(word, &count))
        perform_mistake(s, "next wants a number, not '%s'", word);
    else if (s->next == s->source->count)
        perform_mistake(s, "there is no next request: %s",
                        s->source->path ? "the trace is at its end"
                                        : "give a trace with -f");
    else
        while (count-- > 0 && s->next < s->source->count && perform_next(s, true))
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
        perform_say(s, "before line %u", s->source->lines[s->next]);
    else
        perform_say(s, "at the end");
    perform_say(s, ": %zu ids live, %zu bytes of payload, heap %zu\n", live, payload,
                mem_heapsize());
}

static void run(struct session *s, const char *word)
{
    size_t line = SIZE_MAX;

    if (s->source->count == 0) {
        perform_mistake(s, "there is nothing to run: give a trace with -f");
        return;
    }
    if (word && !read_number(word, &line)) {
        perform_mistake(s, "run wants a line's number, not '%s'", word);
        return;
    }
    while (s->next < s->source->count && s->source->lines[s->next] < line)
        if (!perform_next(s, false))
            return;
    snprintf(s->exchange->place, sizeof s->exchange->place,
             "after line %u: ", s->next > 0 ? s->source->lines[s->next - 1] : 0);
    if (whole_payloads(&s->checker, NO_REQUEST))
        tell_position(s);
    else
        perform_fail(s);
}

static void check(struct session *s)
{
    struct checker *c = &s->checker;
    size_t count = 0;

    snprintf(s->exchange->place, sizeof s->exchange->place, "check: ");
    if (!whole_payloads(c, NO_REQUEST) || !whole_checkheap(c, NO_REQUEST)) {
        perform_fail(s);
        return;
    }
    for (size_t id = 0; id < s->trace.ids; id++)
        count += s->live[id];
    perform_say(s, "%s; %zu payloads are intact\n",
                c->host->checkheap ? "mm_checkheap: true" : "there is no mm_checkheap",
                count);
}

static void print(struct session *s)
{
    snprintf(s->exchange->place, sizeof s->exchange->place, "print: ");
    view_heap(&s->checker, say_view, s);
}

static void tell_links(struct session *s, const char *word)
{
    size_t id;

    if (read_number(word, &id) && id < s->trace.ids)
        gather_links(s, (uint32_t)id);
    else
        perform_mistake(s, "link wants an id, a number below %zu", s->trace.ids);
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
    static const char *const requests[][2] = {[MALLOC] = {"malloc", "a"},
                                              [CALLOC] = {"calloc", "c"},
                                              [REALLOC] = {"realloc", "r"},
                                              [FREE] = {"free", "f"}};

    for (enum op op = MALLOC; op <= FREE; op++)
        if (requests[op][0] && is_one_of(words[0], requests[op][0], requests[op][1])) {
            request(s, op, words);
            return;
        }
    if (is_one_of(words[0], "print", "p"))
        print(s);
    else if (strcmp(words[0], "check") == 0)
        check(s);
    else if (strcmp(words[0], "collect") == 0)
        gather_collect(s);
    else if (strcmp(words[0], "root") == 0)
        gather_roots(s);
    else if (strcmp(words[0], "link") == 0)
        tell_links(s, words[1]);
    else if (is_one_of(words[0], "next", "n"))
        next(s, words[1]);
    else if (strcmp(words[0], "run") == 0)
        run(s, words[1]);
    else
        perform_mistake(s, "'%s' is no command: help lists them", words[0]);
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
    watch_init(&a->host, &x->verdict.progress.request);
    a->host.last = NULL; /* only a parent that waits for nothing else can name lines */
    s.checker = checker_new(&s.trace, &a->host, &x->verdict);
    s.trace.count = 0;
    s.checker.trace = &s.trace;
    if (a->host.collect)
        checker_link(&s.checker, setup->collect, s.trace.ids);
    collector_start(&s.collector);
    s.collector.garbage = &s.garbage;
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
