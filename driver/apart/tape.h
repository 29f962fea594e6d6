#ifndef TAPE_H
#define TAPE_H

#include "host/host.h"
#include "host/wire.h"

/*
 * tape.h - The replay that is timed: the requests, and as little else as can be.
 */

/* Reads two words at each of so many addresses, which stand where the payloads will. */
void tape_warm(void *tape, size_t room, size_t count);

/* The steps from this one up to that one of a tape with room for `room`. Before step 0
 * comes mm_init: what it has returned, else 0. */
int tape_replay(const struct host *host, void *tape, size_t room, size_t from,
                size_t end);

#endif
