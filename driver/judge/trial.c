/*
 * trial.c - One allocator on one trace, judged in a child of its own.
 */

#include "judge/trial.h"

#include "base/text.h"
#include "config.h"
#include "host/isolate.h"
#include "judge/fault.h"
#include "judge/validate.h"

static void validate_in_child(void *argument, void *shared)
{
    validate(argument, shared);
}

/* In the driver's own process, for a debugger: a crash is the driver's. */
static void try_here(const struct validation *validation, struct result *r)
{
    struct verdict verdict = {.valid = false};
    struct ending ending = {FINISHED, 0};

    validate(validation, &verdict);
    verdict_tell(&verdict, &ending, validation->checks.timeout, validation->trace, r);
}

static void try_in_child(struct validation *validation, struct result *r)
{
    const struct checks *checks = &validation->checks;
    struct child *child =
        isolate_start(validate_in_child, validation, sizeof(struct verdict));
    double seconds = checks->timeout * (checks->thorough ? THOROUGH_PATIENCE : 1);
    struct ending ending = isolate_resume(child, seconds);
    struct verdict verdict = *(struct verdict *)isolate_shared(child);

    verdict_clean(&verdict);
    verdict_tell(&verdict, &ending, seconds, validation->trace, r);
    if (ending.outcome == CRASHED || ending.outcome == TIMED_OUT)
        r->detail = fault_tell(validation->allocator, &verdict);
    r->output = isolate_printed(child, 0);
    isolate_end(child);
}

struct result trial(const struct trace *trace, struct allocator *a,
                    const struct checks *checks)
{
    struct validation validation = {trace, a, *checks};
    struct result r = {.allocator = a->name,
                       .spec = a->spec,
                       .trace = duplicate(trace->name),
                       .path = trace->path,
                       .weight = trace->weight,
                       .requests = trace->count,
                       .peak = trace->peak};

    if (checks->no_fork)
        try_here(&validation, &r);
    else
        try_in_child(&validation, &r);
    return r;
}
