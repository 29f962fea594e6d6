#ifndef SCALED_H
#define SCALED_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * scaled.h - A sum of a pointer and a size that counts in what the pointer points to.
 */

/* If the address, past the break, is as far from a word that this request has read as a
 * multiple of the size that stands there, or of the one asked for, says so. */
bool scaled_explain(struct checker *c, const char *address);

#endif
