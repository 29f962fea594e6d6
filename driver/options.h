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
    size_t left_out; /* files of a folder that are no traces: they have been told */
    const char *reference;
    const struct formula *formula;
    double budget; /* seconds to time an allocator on a trace */
    struct checks checks;
    bool libc; /* among the allocators too */
    bool check_only;
    bool apart;          /* the allocators run in processes of their own */
    const char *checked; /* earlier results, which are believed; or NULL */
    bool instructions;   /* count them too */
    bool counting;       /* count, for another driver: see instructions.h */
    const char *shrink;  /* where to write the short trace, "" by its name; or NULL */
    const char *grade_checker; /* by one damage, "" by all; or NULL */
    bool step;
    bool explain, latency, growth, first_touch;
    bool fragmentation;             /* internal and external, apart */
    const char *timeline, *heapmap; /* where to write them, or NULL */
    const char *page;               /* likewise */
    bool by_trace, ceiling;
    const char *axis; /* whose variants are compared, or NULL */
    const char *diff; /* earlier results, or NULL */
    int verbose;      /* 0, 1: a table for each allocator, 2: all that allocators print */
    bool autolab;
    const char *tsv, *json; /* where to write them, or NULL */
    const char *help;       /* of which topic, "" of none; or NULL */
    bool list, overhead;
};

/* What holds unless it is chosen otherwise. */
struct options options_at_first(void);

/* Options that do more than set a field. Each ends the run with a sentence if the
 * argument makes no sense. */
void choose_allocators(struct options *options, const char *names);
void choose_trace(struct options *options, const char *path);
void choose_folder(struct options *options, const char *folder);
void choose_axis(struct options *options, const char *axis);
void choose_shape(struct options *options, const char *shape);
void choose_formula(struct options *options, const char *name);
void choose_verbose(struct options *options, const char *ignored);
void choose_very_verbose(struct options *options, const char *ignored);

/* After the last option: the allocators and traces of those who named none. Ends the run
 * if what was chosen does not go together. */
void options_complete(struct options *options);

#endif
