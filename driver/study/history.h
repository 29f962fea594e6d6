#ifndef HISTORY_H
#define HISTORY_H

#include "run.h"

/*
 * history.h - What became of the heap during a trace, as tables for tools/plot.py.
 */

/* --timeline, --heapmap: writes the files of these names for every allocator of the run
 * that is valid on its one trace and has a simulated heap. */
void history_write(const struct options *options, const struct run *run);

#endif
