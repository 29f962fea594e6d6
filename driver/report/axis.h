#ifndef AXIS_H
#define AXIS_H

#include "result/score.h"

/*
 * axis.h - Variants of the family that differ in one policy and nothing else.
 */

/* The allocators of an axis ("fit", "order", ...), each once; *count of them. NULL if
 * there is no such axis. */
char **axis_allocators(const char *axis, size_t *count);

/* The names of the axes, with commas between. */
char *axis_names(void);

/* A sentence for each pair: what differs, and what it changed by how much. */
void axis_print(const char *axis, const struct score *scores, size_t count);

#endif
