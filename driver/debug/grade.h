#ifndef GRADE_H
#define GRADE_H

#include "judge/checks.h"

/*
 * grade.h - --grade-checker: what a heap checker notices.
 */

struct examination {
    const char *damage; /* one alone, such as "size:1"; or "": all */
    char *const
        *traces; /* paths of those on whose sound heaps a checker must be content */
    size_t trace_count; /* or 0: a workout of our own */
    struct checks checks;
    int verbose; /* as report_trouble has it */
};

/* Tells what the checker of the allocator of this name notices. False if it cried on a
 * sound heap, or did not notice all. */
bool grade_checker(const struct examination *what, const char *allocator);

#endif
