/*
 * grade.c - What a heap checker notices of damaged heaps, and whether it cries on sound
 * ones.
 *
 * Each damage is made in a child of its own, since a checker may crash or hang on it.
 * In another one the scene goes on, with the damage and without: what changes nothing
 * later is no damage, and does not count.
 */

#include "debug/grade.h"

#include "base/error.h"
#include "base/progress.h"
#include "base/text.h"
#include "config.h"
#include "debug/damage.h"
#include "host/allocator.h"
#include "host/isolate.h"
#include "judge/trial.h"
#include "judge/whole.h"
#include "memlib.h"
#include "report/marks.h"
#include "report/report.h"
#include "trace/compose.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUESTS = 600 };

struct job {
    struct allocator *allocator;
    struct damaged damaged;
};

/* What a child leaves. */
struct finding {
    bool loaded, has_checker;
    char what[160];
    bool matters; /* the damage has changed what came later */
    bool cried;   /* on the heap without the damage */
    bool content; /* with it */
};

static bool load(struct job *job, struct finding *finding)
{
    char message[256];

    mem_init();
    if (!allocator_load(job->allocator, message, sizeof message))
        return false;
    finding->loaded = true;
    finding->has_checker = job->allocator->host.checkheap != NULL;
    return scene_learn(&job->damaged.scene, &job->allocator->host);
}

/* Until the damage is seen to matter, a crash or a hang says that it does. */
static void go_on(void *argument, void *shared)
{
    struct job *job = argument;
    struct finding *finding = shared;
    struct damaged *d = &job->damaged;

    if (!load(job, finding))
        return;
    for (size_t way = 0; way < SCENE_WAYS && !finding->matters; way++) {
        damage_sound(d);
        uint64_t sound = scene_go_on(&d->scene, way);
        damage_make(d);
        memcpy(finding->what, d->what, sizeof d->what);
        finding->matters = true;
        finding->matters = scene_go_on(&d->scene, way) != sound;
    }
}

static void ask_checker(void *argument, void *shared)
{
    struct job *job = argument;
    struct finding *finding = shared;
    struct checker c = {.host = &job->allocator->host,
                        .verdict = allocate(1, sizeof *c.verdict)};

    if (!load(job, finding))
        return;
    damage_sound(&job->damaged);
    finding->cried = !whole_checkheap(&c, NO_REQUEST);
    damage_make(&job->damaged);
    finding->content = whole_checkheap(&c, NO_REQUEST);
}

static struct ending run_child(void (*work)(void *, void *), struct job *job,
                               double seconds, struct finding *finding)
{
    struct child *child = isolate_start(work, job, sizeof *finding);
    struct ending ending = isolate_resume(child, seconds);

    *finding = *(struct finding *)isolate_shared(child);
    finding->what[sizeof finding->what - 1] = '\0';
    isolate_end(child);
    return ending;
}

static void miss(struct noticed *n, const char *what, const char *how)
{
    if (!n->missed)
        n->missed = allocate(VARIANTS, sizeof *n->missed);
    n->missed[n->missed_count++] = format("%s: %s", what, how);
}

/* By what the words are. Of the others, some may be of no use to this allocator. */
static bool always_matters(const struct damaged *d)
{
    return (d->damage == WRONG_SIZE && !damage_is_of_free_block(d)) ||
           d->damage == WRONG_BIT || d->damage == ADJACENT;
}

/* Makes one damage. False if the checker has cried without it. */
static bool try_damage(struct job *job, struct noticed *n)
{
    struct finding finding;

    run_child(go_on, job, GRADE_HANG / 5, &finding);
    if (!finding.what[0] || !(finding.matters || always_matters(&job->damaged)))
        return true;
    char *what = duplicate(finding.what);
    struct ending ending = run_child(ask_checker, job, GRADE_HANG, &finding);
    n->made++;
    if (ending.outcome == CRASHED)
        miss(n, what, "mm_checkheap crashed");
    else if (ending.outcome != FINISHED)
        miss(n, what, "mm_checkheap did not return");
    else if (finding.content)
        miss(n, what, "mm_checkheap returned true");
    else
        n->noticed++;
    free(what);
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
    struct job job = {.allocator = a};
    bool content = true;

    for (enum damage damage = WRONG_SIZE; damage < DAMAGES; damage++) {
        noticed[damage].kind = damage_names[damage];
        for (size_t i = 0; i < VARIANTS; i++) {
            progress_show("%s: %s, variant %zu", a->name, damage_names[damage], i + 1);
            job.damaged = (struct damaged){.damage = damage, .variant = i};
            content = try_damage(&job, &noticed[damage]) && content;
        }
    }
    return content;
}

bool grade_checker(const struct examination *what, const char *allocator)
{
    struct allocator a = allocator_find(allocator);
    struct noticed noticed[DAMAGES] = {{0}};
    struct job job = {.allocator = &a};
    struct finding finding;
    size_t requests = 0;

    run_child(ask_checker, &job, GRADE_HANG, &finding);
    if (finding.loaded && !finding.has_checker)
        return marks_print(a.name, NO_CHECKER, noticed, DAMAGES, 0);
    enum grading grading = grade_on_sound_heaps(what, &a, &requests);
    if (grading != CRIED && !try_damages(&a, noticed))
        grading = CRIED;
    return marks_print(a.name, grading, noticed, DAMAGES, requests);
}
