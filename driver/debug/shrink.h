#ifndef SHRINK_H
#define SHRINK_H

#include "options.h"

/*
 * shrink.h - A failing trace made as short as can be, with the same failure.
 */

/* Shrinks each allocator's first failing trace and writes it as TRACE-ALLOCATOR.rep, or
 * where --shrink says. The exit status: was there a failure? */
int shrink_all(const struct options *options);

#endif
