#ifndef REHEARSAL_H
#define REHEARSAL_H

#include "time/outside.h"

/*
 * rehearsal.h - In a judge: what the replays from outside must come to, found by one that
 * stops at each realloc and calloc, to look at what they have copied and cleared.
 */

/* Writes the script; or o->astray. */
void rehearse(struct outside *o);

#endif
