/*
 * grade.c - What a heap checker notices of damaged heaps, and whether it cries on sound
 * ones.
 */

#include "debug/grade.h"

#include "base/error.h"
#include "base/progress.h"
#include "base/text.h"
#include "debug/ordeal.h"
#include "host/admit.h"
#include "host/allocator.h"
#include "judge/trial.h"
#include "report/marks.h"
#include "report/report.h"
#include "trace/compose.h"

#include <stdlib.h>
#include <string.h>

/* Of a trace of our own. */
enum { REQUESTS = 600 };

static void miss(struct noticed *n, size_t variant, const struct finding *finding)
{
    if (!n->missed)
        n->missed = allocate(VARIANTS, sizeof *n->missed);
    n->missed[n->missed_count++] =
        (struct missed){variant + 1, duplicate(finding->what), finding->missed};
}

/* By what the words are. Of the others, some may be of no use to this allocator. */
static bool always_matters(const struct damaged *d)
{
    return (d->damage == WRONG_SIZE && !damage_is_of_free_block(d)) ||
           d->damage == WRONG_BIT || d->damage == ADJACENT;
}

/* Makes one damage. False if the checker has cried without it. */
static bool try_damage(struct ordeal *o, struct noticed *n)
{
    struct finding later = ordeal_go_on(o);

    free(later.output);
    if (!later.what[0] || !(later.matters || always_matters(&o->damaged)))
        return true;
    struct finding finding = ordeal_ask(o);
    free(finding.output);
    memcpy(finding.what, later.what, sizeof finding.what);
    n->made++;
    if (finding.missed)
        miss(n, o->damaged.variant, &finding);
    else
        n->noticed++;
    return !finding.cried;
}

/* Requests of all kinds and sizes, a trace of our own. */
static struct trace workout(void)
{
    struct item_list list = {allocate(REQUESTS, sizeof *list.items), REQUESTS, REQUESTS};
    uint32_t live[REQUESTS], count = 0, number = 1;
    struct complaint complaint;
    struct trace trace;
    size_t length;

    for (uint32_t i = 0; i < REQUESTS; i++) {
        number = number * 1664525 + 1013904223;
        uint32_t which = count ? (number >> 8) % count : 0;
        size_t n = 1 + (number >> 12) % (number >> 30 ? 200 : 5000);
        if (count > 40 || (count > 0 && number >> 28 < 6)) {
            list.items[i] = (struct item){FREE, live[which], 0, {0}};
            live[which] = live[--count];
        } else if (count > 0 && number >> 28 < 9) {
            list.items[i] = (struct item){REALLOC, live[which], n, {0}};
        } else {
            list.items[i] = (struct item){MALLOC, live[count++] = i, n, {0}};
        }
    }
    char *text = compose_text(&list, 1, &length);
    free(list.items);
    if (!trace_parse(&trace, text, length, &complaint))
        error_user("%s", complaint.reason);
    trace.path = trace.name = "a workout";
    return trace;
}

/* Is the allocator valid, and the checker content after each request of the trace? Tells
 * what is wrong. */
static enum grading grade_on_sound_heap(const struct examination *what,
                                        const struct trace *trace, struct allocator *a)
{
    static const enum grading failures[] = {NOT_VALID, CRIED};
    struct checks checks = what->checks;

    for (int i = 0; i < 2; i++) {
        checks.check_heap = i;
        struct result r = trial(trace, a, &checks);
        if (r.valid)
            continue;
        r.spec = what->trace_count > 0 ? r.spec : NULL;
        report_trouble(&r, what->verbose);
        return failures[i];
    }
    return CONTENT;
}

/* On all traces that were named; else on our own. Adds up the requests. */
static enum grading grade_on_sound_heaps(const struct examination *what,
                                         struct allocator *a, size_t *requests)
{
    size_t traces = what->trace_count;
    enum grading grading = CONTENT;

    for (size_t i = 0; i < (traces ? traces : 1) && grading == CONTENT; i++) {
        struct trace trace = traces ? trace_load(what->traces[i]) : workout();
        progress_show("%s: checking %s", trace.name, a->name);
        grading = grade_on_sound_heap(what, &trace, a);
        *requests += trace.count;
        if (traces)
            trace_free(&trace);
    }
    return grading;
}

static bool try_damages(struct allocator *a, struct noticed noticed[DAMAGES])
{
    struct ordeal o = {.allocator = a};
    bool content = true;

    for (enum damage damage = WRONG_SIZE; damage < DAMAGES; damage++) {
        const struct damage_kind *kind = &damage_kinds[damage];
        noticed[damage].key = kind->key;
        noticed[damage].kind = kind->name;
        for (size_t i = 0; i < VARIANTS; i++) {
            progress_show("%s: %s, variant %zu", a->name, kind->name, i + 1);
            o.damaged = (struct damaged){.damage = damage, .variant = i};
            content = try_damage(&o, &noticed[damage]) && content;
        }
    }
    return content;
}

/* "size:1" is the first of its kind. */
static struct damaged read_damage(const char *word)
{
    size_t length = strcspn(word, ":");

    for (enum damage damage = WRONG_SIZE; damage < DAMAGES; damage++) {
        const char *key = damage_kinds[damage].key;
        if (length != strlen(key) || strncmp(word, key, length) != 0)
            continue;
        if (word[length] == ':' && word[length + 1] >= '1' &&
            word[length + 1] < '1' + VARIANTS && !word[length + 2])
            return (struct damaged){.damage = damage,
                                    .variant = (size_t)(word[length + 1] - '1')};
    }
    error_user(
        "--grade-checker wants size, bit, footer, link, lost, neighbours or cycle, "
        "and a number up to %d, such as size:1, not '%s'",
        VARIANTS, word);
}

static bool grade_by_one(const struct examination *what, struct allocator *a)
{
    struct ordeal o = {a, read_damage(what->damage), what->checks.no_fork};
    struct finding finding = ordeal_ask(&o);

    if (!finding.has_checker)
        return marks_print(a, finding.loaded ? NO_CHECKER : NOT_VALID, NULL, 0, 0);
    if (!finding.what[0])
        error_user("%s: there is nothing in its heap that %s could damage", a->name,
                   what->damage);
    marks_print_damage(a, what->damage, finding.what, finding.places, BLOCKS);
    report_output(a->name, finding.output, what->verbose);
    free(finding.output);
    return marks_print_answer(a, finding.cried, finding.missed);
}

bool grade_checker(const struct examination *what, const char *allocator)
{
    struct allocator a = admit(allocator, false);
    struct noticed noticed[DAMAGES] = {{0}};
    struct ordeal o = {.allocator = &a};
    size_t requests = 0;

    if (what->damage[0])
        return grade_by_one(what, &a);
    struct finding finding = ordeal_ask(&o);
    free(finding.output);
    if (finding.loaded && !finding.has_checker)
        return marks_print(&a, NO_CHECKER, noticed, DAMAGES, 0);
    enum grading grading = grade_on_sound_heaps(what, &a, &requests);
    if (grading != CRIED && !try_damages(&a, noticed))
        grading = CRIED;
    return marks_print(&a, grading, noticed, DAMAGES, requests);
}
