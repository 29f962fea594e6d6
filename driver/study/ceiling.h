#ifndef CEILING_H
#define CEILING_H

#include "trace/trace.h"

/*
 * ceiling.h - How small a heap could be, whoever places the blocks.
 *
 * Both take blocks to be payloads rounded up to ALIGNMENT, with no bytes beside them.
 */

/* No heap can be smaller: the most bytes of such blocks that are live at once, less what
 * the last of them need not be rounded. It could be reached only by moving blocks, or by
 * knowing the future. */
size_t ceiling_bound(const struct trace *trace);

/* The heap of best fit (the lowest of the smallest holes), coalescing at once, extending
 * by what is missing after a hole at the end; realloc in place where it fits. */
size_t ceiling_best_fit(const struct trace *trace);

#endif
