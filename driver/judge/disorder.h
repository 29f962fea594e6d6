#ifndef DISORDER_H
#define DISORDER_H

#include "judge/checker.h"

/*
 * disorder.h - What is said of a watched allocator's blocks, in order or not: of what
 * order.h has noted, as parts of a failure's detail.
 */

/* Says what, if there is anything. */
void disorder_explain_first(struct checker *c);

/* Puts what has been noted, and is so until now, before the rest of the failure's detail.
 * False if that is nothing. */
bool disorder_explain(struct checker *c);

/* The payload of the block in which this byte lies now, or NULL if that is not known. */
const char *disorder_payload(const struct checker *c, const char *byte);

/* Of a payload of n bytes that was there before this request: that its block is too small
 * for it, by its header. False if it is not. */
bool disorder_explain_room(struct checker *c, const char *payload, size_t n);

/* Of a payload that is not aligned: the last block before it that is, and whose size is
 * no multiple of the alignment. False if there is none. */
bool disorder_explain_multiple(struct checker *c, size_t alignment, const char *payload);

/* Which free blocks were not joined with a neighbour, and what was done then instead. */
void disorder_explain_pair(struct checker *c);

/* Of a header that this request has written: that no block has ended, before, where its
 * block would. */
void disorder_explain_size(struct checker *c, const struct access *header);

/* Of a word that is a header: whose, and what the block before it is. */
void disorder_explain_header(struct checker *c, const char *word);

/* Of a link in a free block: that it does not lead back to the one from which a link
 * leads there. */
void disorder_explain_link(struct checker *c, const char *word);

#endif
