#ifndef TAKEN_H
#define TAKEN_H

#include "judge/checker.h"

/*
 * taken.h - How a block was taken out of its free list, by the request that has used it.
 */

/* The latest request that has returned a payload with this byte, or NO_REQUEST. */
size_t taken_by(const struct checker *c, const char *byte);

/* Has that request, a realloc, left the payload where it was? */
bool taken_has_grown(const struct checker *c, const char *payload, size_t request);

/* If the allocator has links: that none has been written to the block whose payload, now
 * freed, had this among its first bytes. */
void taken_explain_unlinked(struct checker *c, const char *byte);

/* Of a list's first link, a global variable: which later store has made the same block
 * the first of another list, before that request; and that it was the first already. */
void taken_explain_again(struct checker *c, const struct access *link, size_t request);

/* Has that request, but for its checker, read the words of the block at this address, or
 * a link to it? True, too, where that is not known. */
bool taken_has_looked(const struct checker *c, const char *block, size_t request);

/* Which links to the block at this address that request has changed, beside the word at
 * `left`, or that it has changed none. Adds nothing where that is not known any more. */
void taken_explain(struct checker *c, const char *block, size_t request,
                   const char *left);

#endif
