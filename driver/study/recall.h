#ifndef RECALL_H
#define RECALL_H

#include "host/host.h"
#include "trace/trace.h"

/*
 * recall.h - An allocator that knows already where each payload goes.
 *
 * It gives out what another one gave, touches each payload when it is allocated and
 * freed, copies and zeroes what must be, and does nothing else: what is left of a
 * replay's time is that of memory and its caches.
 */

/* Replays the trace on the allocator, which is loaded and empty, and notes the payloads.
 * The one returned is for the same trace and heap only. */
struct host recall_new(const struct trace *trace, const struct host *host,
                       void **payloads);

#endif
