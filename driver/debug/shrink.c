/*
 * shrink.c - Delta debugging: leaves out what the failure does not need.
 *
 * All after the failing request goes first. Then lifetimes of ids go in chunks, half
 * of them at first and single ones at last, then single requests, and then sizes
 * fall. Whatever is tried is replayed in a child, and stays out if the same sentence
 * comes, numbers aside.
 *
 * Source: Zeller and Hildebrandt, Simplifying and isolating failure-inducing input,
 * IEEE Transactions on Software Engineering 28 (2002).
 */

#include "debug/shrink.h"

#include "base/error.h"
#include "base/progress.h"
#include "base/text.h"
#include "config.h"
#include "host/admit.h"
#include "host/isolate.h"
#include "judge/trial.h"
#include "judge/validate.h"
#include "report/report.h"
#include "trace/compose.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct shrinker {
    struct validation validation; /* but for the trace */
    int weight;
    char *kind;            /* of the failure: its sentence without numbers */
    struct item_list best; /* the shortest that fails so, until now */
    size_t replays;
    double seconds;  /* for a replay */
    double deadline; /* for the whole */
};

/* What a child tries. */
struct attempt {
    const struct shrinker *shrinker;
    const struct item_list *list;
};

static void replay_attempt(void *argument, void *shared)
{
    const struct attempt *attempt = argument;
    struct validation validation = attempt->shrinker->validation;
    struct complaint complaint;
    struct trace trace;
    size_t length;
    char *text = compose_text(attempt->list, attempt->shrinker->weight, &length);

    ((struct verdict *)shared)->valid = true;
    if (!trace_parse(&trace, text, length, &complaint))
        return;
    validation.trace = &trace;
    validate(&validation, shared);
}

/* The sentence, with # for each number. */
static char *without_numbers(const char *sentence)
{
    char *kind = duplicate(sentence), *to = kind;

    for (const char *p = kind; *p; to++)
        if (isdigit((unsigned char)*p)) {
            p += strspn(p, "0123456789abcdefx");
            *to = '#';
        } else {
            *to = *p++;
        }
    *to = '\0';
    return kind;
}

static char *kind_of(const struct verdict *verdict, const struct ending *ending)
{
    if (ending->outcome != FINISHED)
        return format("%d %d %d", (int)ending->outcome, ending->status,
                      (int)verdict->progress.phase);
    return verdict->valid ? duplicate("") : without_numbers(verdict->message);
}

/* Replays the items. The kind of failure, "" for none; the request that failed. */
static char *try_items(struct shrinker *s, const struct item_list *list, size_t *request)
{
    struct attempt attempt = {s, list};
    struct child *child = isolate_start(replay_attempt, &attempt, sizeof(struct verdict));
    struct ending ending = isolate_resume(child, s->seconds);
    struct verdict verdict = *(struct verdict *)isolate_shared(child);

    verdict.message[sizeof verdict.message - 1] = '\0';
    isolate_end(child);
    s->replays++;
    progress_show("shrinking: %zu requests, %zu replays", s->best.count, s->replays);
    *request = ending.outcome == FINISHED ? verdict.request : verdict.progress.request;
    return kind_of(&verdict, &ending);
}

/* Takes the list, which is freed or kept, as the best if it fails alike. */
static bool adopt(struct shrinker *s, struct item_list list)
{
    size_t request;

    compose_renumber(&list); /* before it is tried: a payload's bytes depend on its id */
    char *kind = try_items(s, &list, &request);
    bool alike = strcmp(kind, s->kind) == 0;

    free(kind);
    if (!alike) {
        free(list.items);
        return false;
    }
    if (request < list.count)
        list.count = request + 1;
    compose_renumber(&list);
    free(s->best.items);
    s->best = list;
    return true;
}

static struct item_list copy_of(const struct item_list *list)
{
    struct item_list copy = *list;
    copy.items = allocate(list->count, sizeof *copy.items);
    memcpy(copy.items, list->items, list->count * sizeof *copy.items);
    return copy;
}

static bool has_time(const struct shrinker *s)
{
    return isolate_clock() < s->deadline;
}

/* What can be left out as a whole: a lifetime, or a request. */
enum unit { LIFETIME, REQUEST };

static size_t unit_count(const struct shrinker *s, enum unit unit)
{
    return unit == LIFETIME ? s->best.lives : s->best.count;
}

/* Does it fail alike without the units from first to first + chunk? */
static bool leave_out(struct shrinker *s, enum unit unit, size_t first, size_t chunk)
{
    struct item_list list = copy_of(&s->best);
    size_t kept = 0;

    for (size_t i = 0; i < list.count; i++) {
        size_t number = unit == LIFETIME ? list.items[i].life : i;
        if (number < first || number - first >= chunk)
            list.items[kept++] = list.items[i];
    }
    list.count = kept;
    return adopt(s, list);
}

static void leave_out_units(struct shrinker *s, enum unit unit)
{
    for (size_t chunk = (unit_count(s, unit) + 1) / 2; chunk > 0; chunk /= 2)
        for (size_t first = 0; first < unit_count(s, unit) && has_time(s);)
            if (!leave_out(s, unit, first, chunk))
                first += chunk;
}

/* Lowers the size of a request by as much as can be, in steps that halve. */
static void lower_size(struct shrinker *s, size_t i)
{
    for (size_t step = s->best.items[i].n / 2; step > 0 && has_time(s);) {
        struct item_list list = copy_of(&s->best);
        list.items[i].n -= step;
        if (!adopt(s, list))
            step /= 2;
        if (i >= s->best.count)
            return;
        if (step >= s->best.items[i].n)
            step = s->best.items[i].n / 2;
    }
}

static void shrink_items(struct shrinker *s)
{
    size_t before;

    do {
        before = s->best.count;
        leave_out_units(s, LIFETIME);
        leave_out_units(s, REQUEST);
    } while (s->best.count < before && has_time(s));
    for (size_t i = 0; i < s->best.count; i++)
        lower_size(s, i);
    leave_out_units(s, LIFETIME);
}

/* A hang is awaited only for a moment, if that is enough to see it. */
static bool see_failure(struct shrinker *s)
{
    size_t request;

    for (int i = 0; i < 2; i++) {
        double timeout = s->validation.checks.timeout;
        s->seconds = i == 0 && SHRINK_HANG < timeout ? SHRINK_HANG : timeout;
        free(s->kind);
        s->kind = try_items(s, &s->best, &request);
        if (s->kind[0])
            return adopt(s, copy_of(&s->best));
    }
    return false;
}

static void write_trace(const struct shrinker *s, const char *path)
{
    size_t length;
    char *text = compose_text(&s->best, s->weight, &length);
    FILE *file = fopen(path, "w");

    if (!file || fwrite(text, 1, length, file) < length || fclose(file) != 0)
        error_user("%s: %s", path, strerror(errno));
    free(text);
}

/* Tells how short the trace has become, and its failure. */
static void tell_shrunk(const struct shrinker *s, const struct trace *trace,
                        const char *path, int verbose)
{
    struct trace shrunk = trace_load(path);
    struct result r = trial(&shrunk, s->validation.allocator, &s->validation.checks);

    report_shrunk(trace, &shrunk, s->replays);
    report_trouble(&r, verbose);
    if (r.valid)
        report_text("    but it did not fail when it was replayed once more: the failure "
                    "depends on more than the trace\n");
    trace_free(&shrunk);
}

/* Shrinks a trace that fails, writes it, and tells its failure. */
static void shrink_trace(const struct shrinking *what, const struct trace *trace,
                         struct allocator *a, const char *path)
{
    struct shrinker s = {.validation = {.allocator = a, .checks = what->checks},
                         .weight = trace->weight,
                         .deadline = isolate_clock() + SHRINK_SECONDS};

    s.best = compose_items(trace);
    if (!see_failure(&s))
        error_user("%s fails on %s only now and then: it cannot be shrunk", a->name,
                   trace->path);
    shrink_items(&s);
    write_trace(&s, path);
    tell_shrunk(&s, trace, path, what->verbose);
    free(s.best.items);
    free(s.kind);
}

bool shrink(const struct shrinking *what, const char *allocator)
{
    struct allocator a = admit(allocator, false);
    bool failed = false;

    for (size_t i = 0; i < what->trace_count && !failed; i++) {
        struct trace trace = trace_load(what->traces[i]);
        progress_show("%s: checking %s", trace.name, a.name);
        failed = !trial(&trace, &a, &what->checks).valid;
        if (failed)
            shrink_trace(what, &trace, &a,
                         what->output ? what->output
                                      : format("%s-%s.rep", trace.name, a.name));
        trace_free(&trace);
    }
    if (!failed)
        report_nothing_to_shrink(a.name, what->trace_count);
    return failed;
}
