#ifndef STOP_H
#define STOP_H

#include <stddef.h>

/*
 * stop.h - --break-at LINE: a debugger can only stop before a request.
 */

/* Ends the run with a sentence if no request of the trace at this path is in that line.
 */
void stop_check(const char *path, size_t line);

#endif
