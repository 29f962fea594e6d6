#ifndef FIT_H
#define FIT_H

#include "judge/checker.h"

/*
 * fit.h - Whether a payload's block is large enough for it, by its header.
 */

/* Says so if the block of this payload of n bytes, which that request has returned or is
 * about to, was too small when the request found it, or was made too small. Adds nothing
 * where headers do not keep the sizes of whole blocks, or it is not known. */
void fit_explain(struct checker *c, const char *payload, size_t n, size_t request);

/* Of a payload that ends past the break: how much there is from its header on, whatever
 * that holds, or that it has got none. */
void fit_explain_last(struct checker *c, const char *payload, size_t n);

/* The header, if there is one, that was written first with such a size that the block at
 * this address lies in its block since. */
const struct access *fit_grown_over(const struct checker *c, const char *block);

/* The same of the block of which this word, that was written in this request, is the
 * header. */
void fit_explain_header(struct checker *c, const struct access *header);

#endif
