#ifndef PAIR_H
#define PAIR_H

#include "judge/finding.h"

/*
 * pair.h - Two free blocks side by side that were not joined.
 */

/* What the request did that freed the second; NOTHING if there are none. */
void pair_find(struct finding *f, const struct checker *c, const struct sight *s);

#endif
