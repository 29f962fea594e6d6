#ifndef SHADOW_H
#define SHADOW_H

#include <stddef.h>
#include <stdint.h>

/*
 * shadow.h - Who owns each granule of the heap.
 *
 * A granule is what every payload's start is aligned to, by any contract. To claim
 * and to release cost the same for a payload of any size.
 */

enum { GRANULE = 8 /* bytes */ };

#define NO_ID UINT32_MAX

/* For a heap of this many bytes. sizes[id] is the size of each payload that is claimed.
 */
void shadow_init(const char *base, size_t bytes, const size_t *sizes);

void shadow_free(void);

/* The id of a claimed payload that shares a byte with these n > 0, or NO_ID. */
uint32_t shadow_owner(const void *payload, size_t n);

/* Claims for the id; the payload's bytes are nobody's, its start is aligned. */
void shadow_claim(const void *payload, uint32_t id);

void shadow_release(const void *payload);

#endif
