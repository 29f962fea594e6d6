#ifndef SHADOW_H
#define SHADOW_H

#include <stddef.h>

/*
 * shadow.h - Which bytes of the heap are some payload's.
 *
 * A granule is what every payload's start is aligned to, by any contract. To claim
 * and to release cost the same for a payload of any size.
 */

enum { GRANULE = 8 /* bytes */ };

/* For a heap of this many bytes. */
void shadow_init(const char *base, size_t bytes);

void shadow_free(void);

/* The start of a claimed payload that shares a byte with these n > 0, whose first is
 * aligned; or NULL. */
const void *shadow_owner(const void *payload, size_t n);

/* Claims n > 0 bytes that no payload has; the first is aligned. */
void shadow_claim(const void *payload, size_t n);

/* Gives the same bytes up again. */
void shadow_release(const void *payload, size_t n);

#endif
