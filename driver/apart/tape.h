#ifndef TAPE_H
#define TAPE_H

#include "host/host.h"
#include "host/wire.h"

/*
 * tape.h - The replay that is timed: the requests, and as little else as can be.
 */

/* mm_init, and so many steps of a tape with room for `room`. What mm_init has returned.
 */
int tape_replay(const struct host *host, void *tape, size_t room, size_t count);

#endif
