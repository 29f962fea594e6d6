#ifndef MATRIX_H
#define MATRIX_H

#include "result/score.h"

/*
 * matrix.h - A line for each trace, a column for each allocator.
 */

/* --by-trace, --ceiling: the utilization, and the speed where it was measured. With
 * ceilings, also what no allocator can exceed and what simulated best fit reaches. */
void matrix_print(const struct score *scores, size_t count, bool ceilings);

#endif
