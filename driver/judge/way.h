#ifndef WAY_H
#define WAY_H

#include "judge/checker.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * way.h - How a watched allocator came to an address, in words.
 *
 * Each adds nothing where nothing is known.
 */

/* The word, of those read last, that leads to this address as a link or as a size. False
 * if there is none. */
bool way_explain(struct checker *c, uintptr_t address);

/* Is there such a word? */
bool way_is_known(const struct checker *c, uintptr_t address);

/* If that word is a link, and older than the payload to which it leads, of that id or of
 * none that is live: it should have been changed since. */
void way_explain_stale(struct checker *c, uintptr_t address, uint32_t id);

/* The link by which a payload's block was found by the request that returned it, if an
 * earlier one has written that link. */
void way_explain_found(struct checker *c, const void *payload, size_t request);

/* Before it came to that address, this request has read bytes of a payload that had
 * ended, elsewhere, as if they were a header or a link. */
void way_explain_foreign(struct checker *c, uintptr_t address);

/* The last words that were read, on which a heap checker has decided. */
void way_explain_read(struct checker *c);

#endif
