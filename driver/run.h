#ifndef RUN_H
#define RUN_H

#include "trials.h"

/*
 * run.h - All allocators on all traces.
 */

/* The shortest trace comes first, and failures are told as they happen. */
struct run run_all(const struct options *options);

#endif
