#ifndef PATROL_H
#define PATROL_H

#include "judge/checked.h"

/*
 * patrol.h - A replay in which payloads are looked at all the time.
 */

/* The payloads are checked after each request, all of them as long as they are not too
 * many. It finds what is damaged only for a while. False if there is damage. */
bool patrol(struct checker *c);

#endif
