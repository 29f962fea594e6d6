#ifndef LEAK_H
#define LEAK_H

#include "judge/checked.h"

/*
 * leak.h - Does realloc release the old block?
 *
 * The trace is replayed as it is, and once more with malloc and free in place of each
 * realloc, both from an empty heap. Where the first heap becomes several times as large,
 * realloc is what takes the memory. An allocator that wastes in both is not accused.
 */

/* The trace so many times over, without mm_init in between. False if realloc leaks. */
bool leak_free(struct checker *c, size_t rounds);

/* How often a trace is to be replayed for a leak, or a rare one, to be seen. 0 if it is
 * not made for this: it is no REQUIRED one, has no realloc, or has one that may shrink a
 * block in place, which leaves holes that malloc and free would not. */
size_t leak_rounds(const struct trace *trace, bool rare);

#endif
