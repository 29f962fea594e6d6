#ifndef SHRINK_H
#define SHRINK_H

#include "judge/checks.h"

/*
 * shrink.h - A failing trace made as short as can be, with the same failure.
 */

struct shrinking {
    char *const *traces; /* paths */
    size_t trace_count;
    struct checks checks;
    const char *output; /* where the short trace goes; NULL: TRACE-ALLOCATOR.rep */
    int verbose;        /* as report_trouble has it */
};

/* Shrinks the first trace on which the allocator of this name fails, and writes it. Was
 * there one? */
bool shrink(const struct shrinking *what, const char *allocator);

#endif
