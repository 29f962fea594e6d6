#ifndef GARBAGE_H
#define GARBAGE_H

#include "result/score.h"

/*
 * garbage.h - What collectors have left.
 */

/* Of each implicit allocator: the part of the bytes in use that nothing reached any more,
 * after the driver's calls of mm_collect. */
void garbage_print(const struct score *scores, size_t count);

#endif
