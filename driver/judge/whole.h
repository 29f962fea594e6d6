#ifndef WHOLE_H
#define WHOLE_H

#include "judge/checked.h"

/*
 * whole.h - The heap as a whole: an empty one, and what must hold of all of it.
 *
 * The checks are true if all is well; else the verdict says what is not, at request i
 * or at NO_REQUEST.
 */

/* An empty heap whose new memory holds this byte, and mm_init. */
bool whole_start(struct checker *c, enum phase phase, unsigned char fill);

/* Does the live payload of each id hold what was written to it? */
bool whole_payloads(struct checker *c, size_t i);

/* Was nothing written past the break? */
bool whole_break(struct checker *c, size_t i);

/* Is the allocator's own checker content? True if it has none. */
bool whole_checkheap(struct checker *c, size_t i);

#endif
