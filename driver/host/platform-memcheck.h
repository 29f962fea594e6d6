#ifndef PLATFORM_MEMCHECK_H
#define PLATFORM_MEMCHECK_H

#include "host/host.h"

/*
 * platform-memcheck.h - Under valgrind: what is read before it was written is found.
 */

/* From now on valgrind takes new memory of the heap, and what is marked as FREED, for
 * not written. Does nothing where valgrind does not run this program, or was not
 * installed when it was built. */
void memcheck_init(struct host *host);

#endif
