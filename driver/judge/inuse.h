#ifndef INUSE_H
#define INUSE_H

#include "judge/checker.h"

/*
 * inuse.h - A block in use that is taken for a free one.
 */

/* The allocator touches byte `at` of that payload, which is in use, where a free block
 * would have its links: where has the request read the block's header? */
void inuse_explain(struct checker *c, const char *payload, size_t at);

#endif
