#ifndef TAKEN_H
#define TAKEN_H

#include "judge/checker.h"

/*
 * taken.h - Which request has used a block to which an old link leads.
 */

/* The latest request that has returned a payload with this byte, or NO_REQUEST. */
size_t taken_by(const struct checker *c, const char *byte);

/* Has that request, a realloc, left the payload where it was? */
bool taken_has_grown(const struct checker *c, const char *payload, size_t request);

/* If the allocator has links: that none has been written to the block whose payload, now
 * freed, had this among its first bytes. */
void taken_explain_unlinked(struct checker *c, const char *byte);

/* Of a link in a global variable: which later store has made another variable lead to the
 * same block, before that request; and that it led there already. */
void taken_explain_again(struct checker *c, const struct access *link, size_t request);

/* Has that request, but for its checker, read the words of the block at this address, or
 * a link to it? True, too, where that is not known. */
bool taken_has_looked(const struct checker *c, const char *block, size_t request);

/* Has that store written a link to the block: to its header or its payload? */
bool taken_leads_to(const struct checker *c, const struct access *a, const char *block);

/* The load before that one, or the last, if it was for the request, and not by its
 * checker. */
const struct access *taken_load_before(const struct checker *c, const struct access *load,
                                       size_t request);

#endif
