#ifndef WASTE_H
#define WASTE_H

#include "judge/rules.h"

/*
 * waste.h - Where the heap grows though memory that was freed is large enough.
 *
 * That is no failure, but mostly a bug: blocks that are freed and never found again, or
 * never joined.
 */

/* The heap had so many bytes before request i, and has more now, with these blocks: adds
 * to the verdict's waste. */
void waste_note(struct checker *c, size_t i, size_t before, const struct blocks *now);

#endif
