#ifndef SERVE_H
#define SERVE_H

#include "host/host.h"
#include "host/wire.h"

/*
 * serve.h - Question after question, put to the allocator.
 *
 * apart/ is the room of the host program: the judge's own process knows it as an
 * executable alone.
 */

/* The tape has the steps for ASK_REPLAY. Says that all is ready, and answers until the
 * process is ended. Between two questions nothing is kept: what waits for the next is
 * always in the same state, to which the judge may put this process back. */
_Noreturn void serve(struct wire *wire, const struct host *host, void *tape);

#endif
