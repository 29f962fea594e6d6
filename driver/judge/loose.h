#ifndef LOOSE_H
#define LOOSE_H

#include "judge/checker.h"

/*
 * loose.h - Where blocks in use are larger than they need be.
 *
 * What a policy rounds up is no matter: larger payloads have larger blocks then. A block
 * is loose by what it has more than the smallest of a payload that is as large or larger.
 */

/* Looks at all blocks, after request i: adds to the verdict's loose. */
void loose_note(struct checker *c, size_t i);

#endif
