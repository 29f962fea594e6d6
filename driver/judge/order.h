#ifndef ORDER_H
#define ORDER_H

#include "judge/checker.h"
#include "judge/finding.h"

/*
 * order.h - Since when a watched allocator's blocks are not in order.
 *
 * A wrong header mostly does harm long after it was written. So after each request all
 * blocks are looked at, by what has been learnt of how they are laid out (layout.h): what
 * was true of all of them until then, and is not any more, is noted.
 */

/* What is known; c->order. */
struct order {
    struct sight sight;
    const char *lowest; /* of the payloads so far */
    size_t live, effort, held[RULES];
    bool never[RULES]; /* it was broken before it held */
    struct finding finding, stray, pair, given, twice;
    struct links links;
    bool is_shared; /* it is usual that two words lead to one free block */
    bool over;      /* nothing is known any more */
};

/* After request i; once for each. */
void order_note(struct checker *c, size_t i);

/* The allocator, a buddy system, has died in a request: a block that it has made larger
 * then, over a payload in use, is noted. All else may be half done. */
void order_note_death(struct checker *c);

/* Has anything been noted, that is so until now? */
bool order_has_found(const struct checker *c);

/* What was noted first; of what is NOTHING, if there is none. Only once order_note was
 * called. */
const struct finding *order_first_finding(const struct checker *c);

/* Before the latest request: the block with this byte, or NULL if that is not known; and
 * one that was free, with this header. */
const struct block *order_block_before(const struct checker *c, const char *byte);
const struct block *order_free_before(const struct checker *c, const char *header);

/* The bytes from a block's header to its payload; as many as there may be, if that is not
 * known. */
size_t order_before(const struct checker *c);

/* The header of the block in which this byte lies after the latest request, or NULL if
 * that is not known. */
const char *order_header(const struct checker *c, const char *byte);

/* Is the block large enough for a payload of n bytes, whatever is rounded up? */
bool order_has_room(const struct checker *c, const struct block *b, size_t n);

void order_free(struct checker *c);

#endif
