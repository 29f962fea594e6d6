#ifndef HISTORY_H
#define HISTORY_H

#include "host/allocator.h"
#include "result/result.h"

/*
 * history.h - What became of the heap during a trace, as tables for tools/plot.py.
 */

/* --timeline, --heapmap: writes the files of these names, or none where it is NULL, for
 * each allocator that is valid on the one trace and has a simulated heap. */
void history_write(const char *timeline, const char *heapmap,
                   struct allocator *allocators, const struct result *results,
                   size_t count, double timeout);

#endif
