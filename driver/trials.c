/*
 * trials.c - Whoever is on trial has a slot; one that is free takes the next.
 */

#include "trials.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/progress.h"
#include "config.h"
#include "judge/trial.h"
#include "time/footprint.h"

#include <math.h>
#include <string.h>

enum { MOST_AT_ONCE = 16 };

struct attempt {
    struct trial *trial; /* or NULL */
    struct entry *entry;
    size_t row; /* the allocator; behind the last is the reference */
};

/* What is not scored is timed where it is all that there is. */
bool trials_timed(const struct options *options, const struct trace *trace)
{
    return !options->check_only && trace->weight != REQUIRED &&
           (trace->weight != 0 || options->trace_count == 1);
}

bool trials_counted(const struct options *options, const struct trace *trace)
{
    return options->instructions && trace->weight != REQUIRED;
}

static bool is_raced(const struct options *options, const struct trace *trace)
{
    return trials_timed(options, trace) || trials_counted(options, trace);
}

/* What runs apart needs two processors, and what is under valgrind has but one. */
size_t trials_at_once(const struct options *options)
{
    if (options->apart || options->checks.no_fork || platform_in_valgrind())
        return 1;
    return (size_t)fmin(platform_processors(), MOST_AT_ONCE);
}

static bool is_reference(const struct attempt *attempt, const struct run *run)
{
    return attempt->row == run->allocator_count;
}

/* What is known of the allocator on the trace, places included; or NULL. */
static const struct result *known(const struct run *run, const struct allocator *a,
                                  const struct trace *trace)
{
    for (size_t i = 0; i < run->checked_count; i++) {
        const struct result *r = &run->checked[i];
        if (strcmp(r->allocator, a->name) == 0 && strcmp(r->trace, trace->name) == 0 &&
            r->requests == trace->count && (r->answers || !r->valid))
            return r;
    }
    return NULL;
}

/* Who has hung before gets less time. */
static void begin(struct attempt *attempt, const struct options *options, struct run *run)
{
    bool unseen = is_reference(attempt, run);
    struct allocator *a = unseen ? &run->reference : &run->allocators[attempt->row];
    const struct trace *trace = &attempt->entry->trace;
    struct checks checks = options->checks;

    if (unseen && !is_raced(options, trace))
        return;
    checks.hung = !unseen && run->hung[attempt->row];
    progress_show("[%zu/%zu] %s: checking %s", attempt->entry->turn, run->trace_count,
                  trace->name, a->name);
    const struct result *then = known(run, a, trace);
    attempt->trial =
        then ? trial_recall(trace, a, &checks, then) : trial_begin(trace, a, &checks);
}

static void note_footprint(const struct options *options, struct result *r,
                           const struct trace *trace, struct allocator *a)
{
    if (r->valid && !r->simulated && r->weight != REQUIRED)
        r->resident = footprint(trace, a, options->checks.timeout);
}

/* Looks after one. Is it over? */
static bool look_after(struct attempt *attempt, const struct options *options,
                       struct run *run)
{
    struct entry *entry = attempt->entry;
    struct result *r = &entry->results[attempt->row];

    if (attempt->trial && !trial_is_over(attempt->trial, r))
        return false;
    attempt->trial = NULL;
    if (is_reference(attempt, run))
        return true;
    note_footprint(options, r, &entry->trace, &run->allocators[attempt->row]);
    run->hung[attempt->row] = run->hung[attempt->row] || r->failure == HANG;
    return true;
}

void trials_all(const struct options *options, struct run *run, struct entry *entries,
                size_t count)
{
    size_t width = run->allocator_count + 1, begun = 0, left = count * width;
    const size_t slots = trials_at_once(options);
    struct attempt attempts[MOST_AT_ONCE] = {0};

    for (size_t i = 0; i < count; i++)
        entries[i].results = allocate(width, sizeof *entries[i].results);
    while (left > 0)
        for (size_t i = 0; i < slots; i++) {
            struct attempt *attempt = &attempts[i];
            if (!attempt->entry && begun < count * width) {
                *attempt = (struct attempt){NULL, &entries[begun / width], begun % width};
                begin(attempt, options, run);
                begun++;
            }
            if (attempt->entry && look_after(attempt, options, run)) {
                attempt->entry = NULL;
                left--;
            }
        }
}
