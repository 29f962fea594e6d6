#ifndef CLASSES_H
#define CLASSES_H

/*
 * classes.h - Size classes: a block's size to the number of its list.
 *
 * A larger size is never in an earlier class. The last class takes all the rest.
 */

#include "alloc/block.h"

static inline int log2_of(size_t size)
{
    return (int)(8 * sizeof(unsigned long long)) - 1 - __builtin_clzll(size);
}

static inline int at_most(int class, int last)
{
    return class < last ? class : last;
}

enum { POWERS = 24, FINE = 96, STEPS = 4 /* to a doubling */ };

/* A class for each doubling. */
static inline int power_of_two(size_t size)
{
    return at_most(log2_of(size / MIN_BLOCK), POWERS - 1);
}

/* A class for each multiple of ALIGNMENT as long as these are farther apart than
 * STEPS to a doubling, and then STEPS to a doubling. */
static inline int fine(size_t size)
{
    size_t granules = size / ALIGNMENT;

    if (granules < 2 * STEPS)
        return (int)granules;
    int shift = log2_of(granules / STEPS);
    return at_most(STEPS * shift + (int)(granules >> shift), FINE - 1);
}

#endif
