#ifndef FOOTPRINT_H
#define FOOTPRINT_H

#include "host/allocator.h"
#include "trace/trace.h"

/*
 * footprint.h - How much memory an allocator takes that has no simulated heap: libc, and
 * its peers.
 *
 * In a process of its own a trace is replayed once, every payload is written, and now and
 * then the system is asked how much memory is resident that belongs to no file.
 */

/* Bytes, in whole pages: the most that there was beyond what was there before the first
 * request. It counts what lies between payloads and what the allocator writes for itself;
 * not what it has merely reserved. 0 if that cannot be known. */
size_t footprint(const struct trace *trace, struct allocator *a, double timeout);

#endif
