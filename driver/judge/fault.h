#ifndef FAULT_H
#define FAULT_H

#include "host/allocator.h"
#include "judge/checked.h"

/*
 * fault.h - Where a crash or a hang was, in words of the heap and lines of the source.
 */

/* In the child: should a signal end it from now on, its verdict will say where it was. */
void fault_watch(struct checker *c);

/* In the parent, afterwards: the verdict's detail and a line for each function of the
 * plug-in that was active, the innermost first. NULL if nothing is known. */
char *fault_tell(const struct allocator *a, const struct verdict *verdict);

#endif
