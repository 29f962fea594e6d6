#ifndef WRITER_H
#define WRITER_H

#include "judge/checker.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * writer.h - Who wrote a word of a watched heap last: it stands in a failure's detail.
 *
 * Each adds nothing where nothing is known, as of an allocator that is not watched. Where
 * the code lies is told by places_name, afterwards.
 */

/* A byte of this request's payload is not what it must be: who has written there, or,
 * where that was copied from an old payload, what was there before. Old may be NULL. */
void writer_explain_lost(struct checker *c, const char *payload, const char *old,
                         size_t at);

/* The words just before a payload: most keep its size there. What this request has
 * written there itself does not count, if there was something before. */
void writer_explain_header(struct checker *c, const char *name, const void *payload);

/* The same; from which size that was cut; and who wrote to the payload's first bytes, as
 * one does who puts it into a free list. */
void writer_explain_block(struct checker *c, const char *name, const void *payload);

/* The link by which the id's block was found when it was allocated, if an earlier request
 * wrote it. */
void writer_explain_found(struct checker *c, uint32_t id);

/* What the allocator itself wrote last to a byte, in an earlier request. */
void writer_explain_former(struct checker *c, const char *where, const char *byte);

/* The word, of those read last, that leads to this address as a link or as a size. False
 * if there is none. */
bool writer_explain_way(struct checker *c, uintptr_t address);

/* If that word is a link, and older than the id's payload, to which it leads: it should
 * have been changed since. */
void writer_explain_stale(struct checker *c, uintptr_t address, uint32_t id);

/* The word of the heap that this request has read last. */
void writer_explain_latest(struct checker *c);

/* Is there such a word? */
bool writer_knows_way(const struct checker *c, uintptr_t address);

/* The first word that was read and never written, in this replay. */
void writer_explain_unwritten(struct checker *c);

/* The last words that were read, on which a heap checker has decided. */
void writer_explain_read(struct checker *c);

/* Of the words that a loop reads again and again, the one that was written last: with it
 * the loop has no end. */
void writer_explain_loop(struct checker *c);

#endif
