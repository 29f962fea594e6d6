#ifndef TRIAL_H
#define TRIAL_H

#include "host/allocator.h"
#include "judge/checks.h"
#include "result/result.h"
#include "trace/trace.h"

/*
 * trial.h - One allocator on one trace, judged in a child of its own.
 */

struct trial; /* that has begun */

/* Only with checks->no_fork is there no child. Trace and allocator must stay. */
struct trial *trial_begin(const struct trace *trace, struct allocator *a,
                          const struct checks *checks);

/* One that has been before, with what came of it then. */
struct trial *trial_recall(const struct trace *trace, struct allocator *a,
                           const struct checks *checks, const struct result *then);

/* Waits for a millisecond at most. If it is over, what has come of it; and the trial is
 * no more. */
bool trial_is_over(struct trial *t, struct result *r);

/* All of it. Nothing is told. */
struct result trial(const struct trace *trace, struct allocator *a,
                    const struct checks *checks);

#endif
