#ifndef NEIGHBOURS_H
#define NEIGHBOURS_H

#include "judge/rules.h"

/*
 * neighbours.h - Free blocks side by side when the heap grows.
 *
 * Who joins blocks late does so before the heap grows. So there are none then that would
 * do, unless they are never joined.
 */

/* Looks at all blocks, as they are after request i, by which the heap grew from so many
 * bytes: adds to the verdict's unjoined. */
void neighbours_note(struct checker *c, size_t i, size_t before, const struct blocks *now,
                     const struct meanings *m);

#endif
