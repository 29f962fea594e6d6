#ifndef WATCH_H
#define WATCH_H

#include "host/host.h"

/*
 * watch.h - Every load and store of an allocator that was built to be watched.
 *
 * Its compiler has put a call before each of them (make debug; the Makefile's WATCH). One
 * that the allocator must not do ends it on the spot (death_by). Before watch_init
 * nothing here has an effect.
 */

/* If the allocator is built so: its heap, all of which is OWN, is watched from now on,
 * host->mark tells whose its parts are, and
 * host->last who wrote there; the number of the request that is performed stands in
 * *request. Memory past the break must not be touched. */
void watch_init(struct host *host, const volatile size_t *request);

#endif
