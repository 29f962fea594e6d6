#ifndef WATCH_H
#define WATCH_H

#include <stddef.h>

/*
 * watch.h - Every load and store of an allocator that was built to be watched.
 *
 * Its compiler has put a call before each of them (make debug; the Makefile's WATCH). One
 * that the allocator must not do ends it on the spot. Without such calls, or before
 * watch_init, nothing here has an effect.
 */

/* A heap of this many bytes; what lies past the break must not be touched. */
void watch_init(const char *base, size_t bytes);
void watch_free(void);

/* All of it is the allocator's own, as that of an empty heap. */
void watch_reset(void);

/* In use: the allocator must not touch it. */
void watch_live(const void *payload, size_t n);

/* Freed: the allocator must not read it before it has written there. */
void watch_freed(const void *payload, size_t n);

/* The allocator's own, as while it is reallocated. */
void watch_own(const void *payload, size_t n);

#endif
