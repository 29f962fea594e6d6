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

/* Puts what has been noted, and is so until now, before the rest of the failure's detail.
 */
void order_explain(struct checker *c);

void order_free(struct checker *c);

#endif
