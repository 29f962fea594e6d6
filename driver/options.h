#ifndef OPTIONS_H
#define OPTIONS_H

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
    double timeout;     /* seconds for a replay */
    double budget;      /* seconds to time an allocator on a trace */
    int verbose; /* 0, 1: a table for each allocator, 2: all that allocators print */
    bool check_heap;
    bool check_only;
    bool autolab;
    bool shrink, step, grade_checker;
    const char *timeline, *heapmap; /* where to write them, or NULL */
    const char *axis;               /* whose variants are compared, or NULL */
    bool fragmentation;             /* internal and external, apart */
    bool latency, growth, first_touch;
    bool instructions; /* count them too */
    bool counting;     /* count, for another driver: see instructions.h */
    bool explain, thorough, by_trace, ceiling;
    bool no_fork;    /* validate in the driver's own process */
    size_t break_at; /* the line to stop before, or 0 */
    size_t inject;   /* the call of mem_sbrk that fails, or 0 */
    bool help, list, overhead;
};

/* Ends the run with a sentence if the command line makes no sense. */
struct options options_parse(int argc, char **argv);

extern const char options_help[];

#endif
