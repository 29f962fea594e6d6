#ifndef ASTRAY_H
#define ASTRAY_H

#include "judge/finding.h"

/*
 * astray.h - Where the walk over the blocks goes astray: which header is wrong.
 */

/* Leaves NOTHING where that is not sure: a size may have bits that were taken for flags,
 * and what comes last in the heap may be no block. */
void astray_find(struct finding *f, const struct checker *c, const struct sight *s);

#endif
