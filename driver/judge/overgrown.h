#ifndef OVERGROWN_H
#define OVERGROWN_H

#include "judge/checker.h"

/*
 * overgrown.h - Where the heap grows by all of a payload that has stayed where it was.
 *
 * A payload that lies last needs no more than what it has too little.
 */

/* The heap had so many bytes before request i, and has more now: adds to the verdict's
 * waste. */
void overgrown_note(struct checker *c, size_t i, size_t before);

#endif
