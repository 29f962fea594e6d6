/*
 * optiontable.c - To add an option takes a row here, and the field that it sets.
 */

#include "optiontable.h"

/* A field of another type than its option sets does not compile. */
#define FIELD(name, type) \
    _Generic(((struct options *)0)->name, type : offsetof(struct options, name))

#define FLAG(name) A_FLAG, FIELD(name, bool), NULL
#define WORD(name) A_WORD, FIELD(name, const char *), NULL
#define TIME(name) A_TIME, FIELD(name, double), NULL
#define NUMBER(name) A_NUMBER, FIELD(name, size_t), NULL
#define CHOOSE(what) BY_CHOOSING, 0, choose_##what

const struct option_row option_rows[] = {
    {"allocator", 'a', "NAMES", CHOOSE(allocators), SCORE,
     "which allocators, with commas between (mm)",
     "names of --list, 'all' for the reference family, or paths such as build/x.so"},
    {"file", 'f', "TRACE", CHOOSE(trace), SCORE, "this trace only; may be repeated",
     NULL},
    {"check-only", 'c', NULL, FLAG(check_only), SCORE,
     "correctness and utilization, no timing", NULL},
    {"apart", 0, NULL, FLAG(apart), SCORE,
     "allocators run in a process of their own, for graders",
     "they cannot touch what judges them"},
    {"traces", 't', "FOLDER", CHOOSE(folder), SCORE,
     "all *.rep in this folder (traces/ of the lab)", NULL},
    {"timeout", 's', "SECONDS", TIME(checks.timeout), SCORE,
     "of the processor for a replay (30)", "by the clock it is 4 times as many"},
    {"budget", 0, "SECONDS", TIME(budget), SCORE,
     "to time an allocator on a trace, at most (0.05)", NULL},
    {"reference", 0, "NAME", WORD(reference), SCORE, "what speed is relative to (libc)",
     NULL},
    {"score", 0, "NAME", CHOOSE(formula), SCORE,
     "the formula: lab, csapp-2002, cmu-2016, pku or mit (lab)", NULL},
    {"instructions", 0, NULL, FLAG(instructions), SCORE, "count instructions too",
     "ratio and score by instructions, the same in every run (hardware counters or "
     "valgrind); with -c no timing"},
    {"collect", 0, "[SHAPE]", CHOOSE(shape), SCORE,
     "implicit allocators collect garbage: no free is passed on",
     "those that have mm_collect are checked with references in one SHAPE (roots, list, "
     "tree, cycles, interior or integers), or in all"},
    {"list", 0, NULL, FLAG(list), SCORE, "the allocators there are", NULL},

    {"check-heap", 'D', NULL, FLAG(checks.check_heap), BUG,
     "call mm_checkheap after mm_init and every request", NULL},
    {"shrink", 0, "[FILE]", WORD(shrink), BUG, "make the first trace that fails short",
     "the same failure in few requests, as FILE (TRACE-ALLOCATOR.rep)"},
    {"step", 0, NULL, FLAG(step), BUG, "make requests by hand, each with every check",
     "from a terminal or a pipe; with -f also those of a trace, step by step"},
    {"once", 0, NULL, FLAG(checks.once), BUG, "check one replay of a trace only",
     "not those that look for what it does not show, as a second mm_init"},
    {"thorough", 0, NULL, FLAG(checks.thorough), BUG, "also the checks that take long",
     "payloads are looked at after every request, and mem_sbrk fails at several of its "
     "calls"},
    {"inject-sbrk", 0, "N", NUMBER(checks.inject), BUG,
     "also a replay in which call N of mem_sbrk fails", NULL},
    {"grade-checker", 0, "[K]", WORD(grade_checker), BUG,
     "damage the heap, and tell what mm_checkheap notices",
     "the traces are those on whose sound heaps it must return true; with K, such as "
     "size:1, that damage alone, with the heap and what the checker prints"},
    {"break-at", 0, "LINE", NUMBER(checks.break_at), BUG,
     "stop in a debugger before this line of the trace",
     "validate_break is called there (make gdb); --no-fork too"},
    {"no-fork", 0, NULL, FLAG(checks.no_fork), BUG,
     "in the driver's own process, for a debugger",
     "one allocator, one trace, no timing"},

    {"explain", 0, NULL, FLAG(explain), STUDY,
     "what cost points, and which traces would gain most", NULL},
    {"fragmentation", 0, NULL, FLAG(fragmentation), STUDY,
     "internal and external fragmentation apart", "with the utilization over time"},
    {"latency", 0, NULL, FLAG(latency), STUDY, "ns of a malloc, free, realloc and calloc",
     "median, 99th percentile, pause, worst"},
    {"growth", 0, NULL, FLAG(growth), STUDY,
     "instructions of a request with 2 and 4 times the blocks", "names a linear search"},
    {"first-touch", 0, NULL, FLAG(first_touch), STUDY,
     "page faults, which timing leaves out, and their cost", NULL},
    {"page", 0, "FILE", WORD(page), STUDY, "the heap at every request of one trace (-f)",
     "an HTML file for any browser, with all allocators of -a beside each other"},
    {"timeline", 0, "FILE", WORD(timeline), STUDY,
     "heap size and live payload during one trace (-f)", "a table for tools/plot.py"},
    {"heapmap", 0, "FILE", WORD(heapmap), STUDY,
     "what each part of the heap was during one trace (-f)", "likewise"},
    {"overhead", 0, NULL, FLAG(overhead), STUDY, "what the replay loop itself costs",
     "with --apart, what a request costs"},

    {"by-trace", 0, NULL, FLAG(by_trace), COMPARE,
     "a line for each trace, a column for each allocator", NULL},
    {"diff", 0, "FILE", WORD(diff), COMPARE,
     "what is better or worse than in an earlier --tsv FILE", NULL},
    {"libc", 'l', NULL, FLAG(libc), COMPARE, "libc's malloc as well", NULL},
    {"ceiling", 0, NULL, FLAG(ceiling), COMPARE, "--by-trace, beside what is possible",
     "the utilization that no allocator can exceed, and that of simulated best fit "
     "without headers"},
    {"axis", 0, "POLICY", CHOOSE(axis), COMPARE,
     "the variants that differ in it alone, and what it changes",
     "fit, order, coalescing, splitting, footers, lists, structure, style (with "
     "--collect) "
     "or growth"},
    {"checked", 0, "TABLE", WORD(checked), COMPARE,
     "only time what this table of --tsv has",
     "what it says of a trace is believed; payloads must lie where they lay then"},

    {"verbose", 'v', NULL, CHOOSE(verbose), OUTPUT,
     "a line for each trace, also of several allocators", NULL},
    {"tsv", 0, "FILE", WORD(tsv), OUTPUT, "all results, for programs", NULL},
    {"json", 0, "FILE", WORD(json), OUTPUT, "the same as JSON (takes Python 3)", NULL},
    {"very-verbose", 'V', NULL, CHOOSE(very_verbose), OUTPUT,
     "--verbose, and all that the allocators print", NULL},
    {"autolab", 'g', NULL, FLAG(autolab), OUTPUT, "end with a line for Autolab",
     "{\"scores\": {\"mm\": 71.4}}"},
    {"help", 'h', "[TOPIC]", WORD(help), OUTPUT, "the most used options",
     "those of one TOPIC (score, bug, study, compare or output), 'all', or 'man', the "
     "manual for man -l -"},

    {"counting", 0, NULL, FLAG(counting), GROUPS, NULL, NULL},
    {0}};
