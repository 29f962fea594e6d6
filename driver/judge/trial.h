#ifndef TRIAL_H
#define TRIAL_H

#include "host/allocator.h"
#include "judge/checks.h"
#include "result/result.h"
#include "trace/trace.h"

/*
 * trial.h - One allocator on one trace, judged in a child of its own.
 */

/* Nothing is told. Only with checks->no_fork is there no child. */
struct result trial(const struct trace *trace, struct allocator *a,
                    const struct checks *checks);

#endif
