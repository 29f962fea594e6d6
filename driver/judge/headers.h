#ifndef HEADERS_H
#define HEADERS_H

#include "judge/checker.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * headers.h - Words that may be headers of blocks, by what was written alone.
 */

/* The size that it holds, beside its lower bits. */
size_t headers_size(const struct access *header);

/* Was a word stored there, as wide as a header may be? */
bool headers_is_word(const struct access *a, const char *p);

/* Can it be a header? */
bool headers_is(const struct checker *c, const struct access *a);

/* The word just before the payload that was stored last and may be its header, or NULL.
 */
const struct access *headers_of(const struct checker *c, const char *payload);

/* Do headers keep the sizes of whole blocks? By those of the other payloads, or if there
 * are none, by this one. */
bool headers_have_block_sizes(const struct checker *c, const struct access *header);

#endif
