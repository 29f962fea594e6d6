#ifndef GATE_H
#define GATE_H

/*
 * gate.h - One lock around the allocator, which is made at the first request.
 */

#include "server.h"

/* The server, which nobody else has until the gate is left. NULL while it is being made:
 * then there is no memory to be had. */
const struct server *gate_enter(void);

void gate_leave(void);

#endif
