#ifndef ORDER_H
#define ORDER_H

#include "judge/checker.h"

/*
 * order.h - Since when a watched allocator's blocks are not in order.
 *
 * A wrong header mostly does harm long after it was written. So after each request all
 * blocks are looked at, by what has been learnt of how they are laid out (layout.h): what
 * was true of all of them until then, and is not any more, is noted.
 */

/* After request i. */
void order_note(struct checker *c, size_t i);

/* Has anything been noted, that is so until now? */
bool order_has_found(const struct checker *c);

/* Says what, if there is anything. */
void order_explain_found(struct checker *c);

/* Puts what has been noted, and is so until now, before the rest of the failure's detail.
 */
void order_explain(struct checker *c);

/* The payload of the block in which this byte lies now, or NULL if that is not known. */
const char *order_payload(const struct checker *c, const char *byte);

/* Which free blocks were not joined with a neighbour, and what was done then instead. */
void order_explain_pair(struct checker *c);

/* Of a header that this request has written: that no block has ended, before, where its
 * block would. */
void order_explain_size(struct checker *c, const struct access *header);

/* Of a word that is a header: whose, and what the block before it is. */
void order_explain_header(struct checker *c, const char *word);

/* Of a link in a free block: that it does not lead back to the one from which a link
 * leads there. */
void order_explain_link(struct checker *c, const char *word);

void order_free(struct checker *c);

#endif
