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

/* How a size came where it stands, if that is not plain: the word that led there, if an
 * earlier request has written it, and the size from which it was cut. */
void writer_explain_size(struct checker *c, const struct access *store);

/* The word of the heap before this one, at most so far, that the allocator has written,
 * and not this request last if another had. */
const struct access *writer_before(const struct checker *c, const char *end, size_t most);

/* What the allocator itself wrote last to a byte, in an earlier request. */
void writer_explain_former(struct checker *c, const char *where, const char *byte);

/* The word of the heap that this request has read last. */
void writer_explain_latest(struct checker *c);

/* The first word that was read and never written, in this replay. */
void writer_explain_unwritten(struct checker *c);

/* The last store there, of an earlier request if there was one. */
const struct access *writer_earlier(const struct checker *c, const char *word);

#endif
