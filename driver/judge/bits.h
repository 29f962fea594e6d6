#ifndef BITS_H
#define BITS_H

#include "judge/checker.h"

/*
 * bits.h - Flags of a header that were counted as a part of the size.
 */

/* If a word at an odd place was read or written in this replay, and a header with such
 * bits led there, says so. */
void bits_explain(struct checker *c);

#endif
