#ifndef PROBE_H
#define PROBE_H

#include "judge/checked.h"

/*
 * probe.h - The requests that no trace has: nothing, too much, and sizes that overflow.
 */

/* On a heap that was just initialized. False if one is answered wrongly. */
bool probe(struct checker *c, bool thorough);

#endif
