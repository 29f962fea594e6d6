#ifndef OWNHEADER_H
#define OWNHEADER_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * ownheader.h - A payload that begins with its block's own header: the address of the
 * block was returned, not that of the first byte after the header.
 */

/* Says so of a payload of n bytes, which that request has returned. False if it is none.
 */
bool ownheader_explain(struct checker *c, const char *payload, size_t n, size_t request);

#endif
