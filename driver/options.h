#ifndef OPTIONS_H
#define OPTIONS_H

#include "judge/checks.h"
#include "result/score.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * options.h - The command line as a plain struct.
 */

struct options {
    char **allocators; /* as given: names and paths */
    size_t allocator_count;
    char **traces; /* paths */
    size_t trace_count;
    const char *reference;
    const char *tsv;  /* where to write it, or NULL */
    const char *json; /* likewise */
    const char *diff; /* earlier results, or NULL */
    const struct formula *formula;
    const char *output; /* where --shrink writes, or NULL */
    double budget;      /* seconds to time an allocator on a trace */
    int verbose; /* 0, 1: a table for each allocator, 2: all that allocators print */
    bool check_only;
    bool autolab;
    bool shrink, step, grade_checker;
    const char *timeline, *heapmap; /* where to write them, or NULL */
    const char *axis;               /* whose variants are compared, or NULL */
    bool fragmentation;             /* internal and external, apart */
    bool latency, growth, first_touch;
    bool instructions; /* count them too */
    bool counting;     /* count, for another driver: see instructions.h */
    bool explain, by_trace, ceiling;
    struct checks checks;
    bool help, list, overhead;
};

/* Ends the run with a sentence if the command line makes no sense. */
struct options options_parse(int argc, char **argv);

extern const char options_help[];

#endif
