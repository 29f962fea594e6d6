#ifndef ADMIT_H
#define ADMIT_H

#include "host/allocator.h"

/*
 * admit.h - An allocator that was found, and is one.
 */

/* Finds it, and loads it once, in a child, or apart. A file that is no allocator ends the
 * run; one that only fails to be loaded does not, since that is a failure of its own. */
struct allocator admit(const char *spec, bool apart);

#endif
