#ifndef REMOVAL_H
#define REMOVAL_H

#include "judge/checker.h"

/*
 * removal.h - How a block was taken out of its free list, by the request that has used
 * it.
 */

/* Which links to the block at this address that request has changed, beside the one that
 * was left and since that was written, or that it has changed none. The link may be NULL.
 * Adds nothing where that is not known any more. */
void removal_explain(struct checker *c, const char *block, size_t request,
                     const struct access *left);

/* The same of what was done to the links, between that which was left and a store that
 * has put the block into a list: as if it had been taken out before. */
void removal_explain_before(struct checker *c, const char *block,
                            const struct access *until, const struct access *left);

#endif
