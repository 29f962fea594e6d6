#ifndef PASSED_H
#define PASSED_H

#include "judge/rules.h"

/*
 * passed.h - Where the heap grows though a free block is large enough.
 *
 * What waste.h sees in any allocator, by the payloads, this sees better where the layout
 * is known and headers say which blocks are free.
 */

/* The heap had so many bytes before request i, and has more now, with these blocks: adds
 * to the verdict's passed. */
void passed_note(struct checker *c, size_t i, size_t before, const struct blocks *now,
                 const struct meanings *m);

#endif
