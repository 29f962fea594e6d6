#ifndef CLASSES_H
#define CLASSES_H

#include "judge/rules.h"

/*
 * classes.h - Heads of free lists that no block can ever get into.
 *
 *     | 32 | - | - | - | - | - | - | 48 to 9000 |       heads, and what is in their lists
 *
 * Heads stand side by side, and each has larger blocks than the one before. So where no
 * size is left between those of two lists, the heads between are never used.
 */

/* Looks at all lists of the blocks as they are after request i: adds to the verdict's
 * crowded. */
void classes_note(struct checker *c, size_t i, const struct blocks *now);

#endif
