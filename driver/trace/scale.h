#ifndef SCALE_H
#define SCALE_H

#include "trace/trace.h"

/*
 * scale.h - A trace as of a program that does so many times as much.
 *
 * As many copies of the trace share one heap, and take turns at random, the same in every
 * run: so there are as many times the live blocks, of the same sizes and lifetimes, and
 * a block's neighbours are of other moments, as they are in a larger program.
 */

/* To be replayed, not checked or read: it has no lines and no text. */
struct trace scale_new(const struct trace *trace, size_t copies);

void scale_free(struct trace *scaled);

#endif
