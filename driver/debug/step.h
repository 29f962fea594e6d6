#ifndef STEP_H
#define STEP_H

#include "judge/checks.h"

/*
 * step.h - --step: requests by hand, from a terminal or a pipe.
 *
 * debug/ is the room of what a student does by hand with an allocator that fails, and of
 * what judges a heap checker.
 */

/* With the allocator of this name, and the trace of this path or NULL. Returns the exit
 * status: SOME_INVALID if a check has failed, USER_ERROR if a line of a pipe was no
 * command. */
int step(const char *allocator, const char *trace, const struct checks *checks);

#endif
