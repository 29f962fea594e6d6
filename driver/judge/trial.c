/*
 * trial.c - One allocator on one trace, judged in a child of its own.
 *
 * One that runs apart is judged so by one replay, which gives its figures. If it passes,
 * another child has all checks, in the process where a replay costs little.
 *
 * The child needs nobody until it is back, so that several can be on trial at a time.
 */

#include "judge/trial.h"

#include "base/error.h"
#include "base/lab.h"
#include "base/text.h"
#include "config.h"
#include "host/isolate.h"
#include "judge/fault.h"
#include "judge/places.h"
#include "judge/validate.h"

#include <math.h>
#include <stdlib.h>

struct trial {
    struct validation validation;
    struct child *child; /* or NULL, if it was over at once */
    struct result result;

    bool more; /* once it has passed apart, all checks follow */
    bool was_apart;
    struct result apart;    /* what has come of that */
    struct result objected; /* what has come of it with mm_checkheap, which objected */
    struct allocator here;  /* what it is now */
};

static void validate_in_child(void *argument, void *shared)
{
    validate(argument, shared);
}

/* In the driver's own process, for a debugger: a crash is the driver's. */
static void try_here(const struct validation *validation, struct result *r)
{
    struct verdict verdict = {.valid = false};
    struct ending ending = {.outcome = FINISHED};

    validate(validation, &verdict);
    verdict_tell(&verdict, &ending, validation->trace, r);
}

/* Seconds for a request, where the replays have so many. */
static double hang_seconds(double timeout, bool hung)
{
    double usual = hung ? HANG_SECONDS_AGAIN : HANG_SECONDS;

    return fmin(timeout, usual * fmax(1, timeout / TIMEOUT));
}

/* Where it was; and why it had not more time, if that is so. */
static char *tell_where(const struct validation *validation,
                        const struct verdict *verdict, const struct ending *ending)
{
    double timeout = validation->checks.timeout, usual = hang_seconds(timeout, false);
    char *where = fault_tell(validation->allocator, verdict);

    if (ending->outcome != TIMED_OUT || hang_seconds(timeout, true) == usual ||
        !validation->checks.hung)
        return where;
    char *all = format("%s%sthe deadline was short, since %s has hung before; with -s %g "
                       "it is %d seconds",
                       where ? where : "", where ? "\n" : "", validation->allocator->name,
                       TIMEOUT * HANG_SECONDS / HANG_SECONDS_AGAIN, HANG_SECONDS);
    free(where);
    return all;
}

/* The child runs the allocator, or judges it. */
static struct child *start(struct validation *validation)
{
    validation->checks.once = validation->checks.once || validation->allocator->apart;
    return validation->allocator->apart
               ? isolate_start_judge(validate_in_child, validation,
                                     sizeof(struct verdict))
               : isolate_start(validate_in_child, validation, sizeof(struct verdict));
}

static struct child *send_out(struct validation *validation)
{
    const struct checks *checks = &validation->checks;
    struct child *child = start(validation);
    double patience = checks->thorough ? THOROUGH_PATIENCE : 1;
    double detour = validation->allocator->apart ? APART_PATIENCE : 1;
    double hang = hang_seconds(checks->timeout, checks->hung);

    isolate_go(child, patience * detour * checks->timeout, patience * hang,
               verdict_progress);
    return child;
}

/* The child is back, and ends here. */
static void take_verdict(struct trial *t, const struct ending *ending)
{
    const struct validation *validation = &t->validation;
    struct verdict verdict = *(struct verdict *)isolate_shared(t->child);
    struct result *r = &t->result;

    verdict_clean(&verdict);
    verdict_tell(&verdict, ending, validation->trace, r);
    if (r->waste)
        r->waste = places_name(validation->allocator->path, r->waste);
    if (r->detail)
        r->detail = places_name(validation->allocator->path, r->detail);
    if (ending->outcome != FINISHED && ending->outcome != EXITED)
        r->detail = tell_where(validation, &verdict, ending);
    r->output = isolate_printed(t->child, 0);
    isolate_end(t->child);
    t->child = NULL;
}

static char *extended(char *command, char *option)
{
    char *longer = format("%s %s", command, option);

    free(command);
    free(option);
    return longer;
}

/* With all that mattered. */
static char *command_to_repeat(const struct validation *validation)
{
    const struct checks *checks = &validation->checks;
    char *allocator = typed(validation->allocator->spec);
    char *path = typed(validation->trace->path);
    double timeout = checks->timeout / (checks->slowed ? VALGRIND_PATIENCE : 1);
    char *command = format("%s -a %s -f %s", lab_driver(), allocator, path);

    if (checks->check_heap)
        command = extended(command, duplicate("-D"));
    if (checks->thorough)
        command = extended(command, duplicate("--thorough"));
    if (checks->collect)
        command =
            extended(command, checks->collect[0] ? format("--collect=%s", checks->collect)
                                                 : duplicate("--collect"));
    if (checks->inject)
        command = extended(command, format("--inject-sbrk %zu", checks->inject));
    if (timeout != TIMEOUT)
        command = extended(command, format("-s %g", timeout));
    free(allocator);
    free(path);
    return command;
}

static struct result nothing_known(const struct validation *validation)
{
    const struct trace *trace = validation->trace;
    const struct allocator *a = validation->allocator;

    return (struct result){.allocator = a->name,
                           .spec = a->spec,
                           .trace = duplicate(trace->name),
                           .path = trace->path,
                           .weight = trace->weight,
                           .requests = trace->count,
                           .peak = trace->peak,
                           .apart = a->apart};
}

struct trial *trial_begin(const struct trace *trace, struct allocator *a,
                          const struct checks *checks)
{
    struct trial *t = allocate(1, sizeof *t);

    t->validation = (struct validation){trace, a, *checks};
    t->result = nothing_known(&t->validation);
    t->more = a->apart && !checks->once;
    if (checks->no_fork)
        try_here(&t->validation, &t->result);
    else
        t->child = send_out(&t->validation);
    return t;
}

struct trial *trial_recall(const struct trace *trace, struct allocator *a,
                           const struct checks *checks, const struct result *then)
{
    struct trial *t = allocate(1, sizeof *t);
    struct result *r = &t->result;

    t->validation = (struct validation){trace, a, *checks};
    *r = nothing_known(&t->validation);
    r->valid = then->valid;
    r->simulated = then->simulated;
    r->heap = then->heap;
    r->over_time = then->over_time;
    r->placement = then->placement;
    r->answers = then->answers;
    r->line = then->line;
    r->message = then->message;
    return t;
}

/* It has passed apart: all checks, of what it is here. */
static void judge_here(struct trial *t)
{
    t->more = false;
    t->was_apart = true;
    t->apart = t->result;
    t->here = *t->validation.allocator;
    t->here.apart = false;
    t->validation.allocator = &t->here;
    t->validation.checks.once = false;
    t->result = nothing_known(&t->validation);
    t->child = send_out(&t->validation);
}

/* It has passed both ways. What it is apart counts, and it must be the same here. */
static struct result compared(const struct result *apart, const struct result *here)
{
    struct result r = *apart;

    if (here->heap == r.heap && here->answers == r.answers)
        return r;
    r.valid = false;
    r.failure = WRONG_ANSWER;
    r.message =
        here->heap == r.heap
            ? duplicate("behaves differently apart: payloads are elsewhere than in "
                        "the process that judges")
            : format("behaves differently apart: the heap has %zu bytes, and %zu in the "
                     "process that judges",
                     r.heap, here->heap);
    return r;
}

/* Its checker has objected, and what that was about is not known: once more without. */
static void judge_unchecked(struct trial *t)
{
    t->objected = t->result;
    t->validation.checks.check_heap = false;
    t->result = nothing_known(&t->validation);
    t->child = send_out(&t->validation);
}

static char *said_without(const struct result *r)
{
    if (r->valid && r->waste)
        return format(
            "without mm_checkheap the replay is valid, but wastes memory, seen at "
            "line %u (%s):",
            r->line, r->excerpt);
    if (r->valid)
        return duplicate(
            "without mm_checkheap the replay is valid: either mm_checkheap is "
            "wrong, or what it has found does no harm here");
    if (r->line)
        return format("without mm_checkheap, at line %u (%s): %s", r->line, r->excerpt,
                      r->message);
    return format("without mm_checkheap: %s", r->message);
}

/* What its checker has said, and what comes of it without. */
static struct result objected(const struct result *first, const struct result *other)
{
    struct result r = *first;
    const char *before = first->detail ? first->detail : "";
    const char *more = other->valid ? other->waste : other->detail;
    char *said = said_without(other);

    r.detail = format("%s%s%s%s%s", before, before[0] ? "\n" : "", said, more ? "\n" : "",
                      more ? more : "");
    free(said);
    return r;
}

/* What has come of all. */
static struct result conclude(struct trial *t)
{
    if (t->objected.objected) {
        t->validation.checks.check_heap = true;
        return objected(&t->objected, &t->result);
    }
    return t->was_apart && t->result.valid ? compared(&t->apart, &t->result) : t->result;
}

bool trial_is_over(struct trial *t, struct result *r)
{
    struct ending ending;

    if (t->child && !isolate_is_back(t->child, &ending))
        return false;
    if (t->child)
        take_verdict(t, &ending);
    if (t->more && t->result.valid) {
        judge_here(t);
        return false;
    }
    if (t->result.objected && !t->validation.checks.no_fork) {
        judge_unchecked(t);
        return false;
    }
    *r = conclude(t);
    if (!r->valid)
        r->repeat = command_to_repeat(&t->validation);
    free(t);
    return true;
}

struct result trial(const struct trace *trace, struct allocator *a,
                    const struct checks *checks)
{
    struct trial *t = trial_begin(trace, a, checks);
    struct result r;

    while (!trial_is_over(t, &r))
        ;
    return r;
}
