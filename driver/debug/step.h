#ifndef STEP_H
#define STEP_H

#include "options.h"

/*
 * step.h - --step: requests by hand, from a terminal or a pipe.
 */

/* Returns the exit status: SOME_INVALID if a check has failed, USER_ERROR if a line of a
 * pipe was no command. */
int step(const struct options *options);

#endif
