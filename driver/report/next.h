#ifndef NEXT_H
#define NEXT_H

#include "result/result.h"

/*
 * next.h - What to do next, after a failure.
 */

/* A line or two, with the commands that lead from this kind of failure to its cause. */
void next_print(const struct result *failed);

#endif
