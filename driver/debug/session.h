#ifndef SESSION_H
#define SESSION_H

#include "debug/exchange.h"

/*
 * session.h - The child's side of --step: commands in, sentences out.
 *
 * The child yields when it waits for a line, and when it has more to say than the
 * reply holds.
 */

/* The job of a child: shared is a struct exchange. */
void session_run(void *setup, void *shared);

extern const char session_help[];

#endif
