/*
 * options.c - The command line: the field's classic letters, and long names.
 */

#include "options.h"

#include "base/error.h"
#include "base/lab.h"
#include "base/platform.h"
#include "base/text.h"
#include "config.h"
#include "host/allocator.h"
#include "report/axis.h"
#include "time/instructions.h"

#include <dirent.h>
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char options_help[] =
    "mdriver - replays traces of allocations on allocators, checks every answer, and "
    "scores\n"
    "          their memory utilization and their speed.\n"
    "\n"
    "usage: mdriver [option]... [trace]...\n"
    "\n"
    "  -a, --allocator NAMES   which, with commas between (mm): names of --list, 'all' "
    "for\n"
    "                          the reference family, or paths such as build/x.so\n"
    "  -f, --file TRACE        this trace only; may be repeated\n"
    "  -t, --traces FOLDER     all *.rep in this folder (traces/ of the lab)\n"
    "  -l, --libc              libc's malloc as well\n"
    "  -c, --check-only        correctness and utilization, no timing\n"
    "  -D, --check-heap        call mm_checkheap after every request\n"
    "  -s, --timeout SECONDS   of the processor for each trace (30), and by the clock 4 "
    "times\n"
    "                          as many\n"
    "  -v, --verbose           a line for each trace, also of several allocators\n"
    "  -V, --very-verbose      and all that the allocators print\n"
    "  -g, --autolab           end with a line for Autolab: {\"scores\": {\"mm\": "
    "71.4}}\n"
    "  -h, --help              this text\n"
    "      --shrink[=FILE]     the first trace that fails made short, with the same "
    "failure, as\n"
    "                          FILE (TRACE-ALLOCATOR.rep)\n"
    "      --step              requests by hand, from a terminal or a pipe, each with "
    "every\n"
    "                          check; with -f also those of a trace, step by step\n"
    "      --grade-checker     damages the heap, and tells what mm_checkheap notices; "
    "the "
    "traces\n"
    "                          are those on whose sound heaps it must be content\n"
    "      --thorough          also replays in which mem_sbrk fails, at several of its "
    "calls\n"
    "      --inject-sbrk N     also a replay in which call N of mem_sbrk fails\n"
    "      --no-fork           one allocator, one trace, in the driver's own process, "
    "for a\n"
    "                          debugger; no timing\n"
    "      --break-at LINE     calls validate_break before the request in this line of "
    "the\n"
    "                          trace, for a debugger to stop there (make gdb); --no-fork "
    "too\n"
    "      --score NAME        the formula: lab, csapp-2002, cmu-2016, pku or mit (lab)\n"
    "      --explain           how points were lost, and which traces would gain most\n"
    "      --diff FILE         what is better or worse than in FILE, of an earlier "
    "--tsv\n"
    "      --by-trace          a line for each trace, a column for each allocator\n"
    "      --ceiling           the same, with the utilization that no allocator can "
    "exceed\n"
    "                          and that of simulated best fit without headers\n"
    "      --axis POLICY       the variants that differ in it alone, and what it "
    "changes:\n"
    "                          fit, order, coalescing, splitting, footers, structure or\n"
    "                          growth\n"
    "      --timeline FILE     heap size and live payload during one trace (-f), for\n"
    "                          tools/plot.py\n"
    "      --heapmap FILE      what each part of the heap was during one trace, "
    "likewise\n"
    "      --list              the allocators there are\n"
    "      --reference NAME    what speed is relative to (libc)\n"
    "      --budget SECONDS    to time an allocator on a trace, at most (0.05)\n"
    "      --latency           ns of a malloc, free, realloc and calloc: median, 99 %, "
    "worst\n"
    "      --growth            ns of a request with 2 and 4 times the blocks: names a "
    "linear\n"
    "                          search\n"
    "      --first-touch       page faults, which timing leaves out, and what they cost\n"
    "      --fragmentation     utilization over time; internal and external "
    "fragmentation apart\n"
    "      --instructions      count them too: ratio and score by instructions, the same "
    "in\n"
    "                          every run (hardware counters or valgrind); with -c no "
    "timing\n"
    "      --tsv FILE          all results, for programs\n"
    "      --json FILE         the same as JSON (takes Python 3)\n"
    "      --overhead          what the replay loop itself costs\n"
    "\n"
    "Exit status: 0 all traces valid, 1 some invalid, 2 a mistake in the command line or "
    "in a\n"
    "trace, 3 the system failed, 4 all valid, and too noisy to grade.\n";

enum {
    REFERENCE = 256,
    SCORE,
    EXPLAIN,
    DIFF,
    THOROUGH,
    INJECT,
    BY_TRACE,
    NO_FORK,
    BREAK_AT,
    TIMELINE,
    HEAPMAP,
    CEILING,
    AXIS,
    SHRINK,
    STEP,
    GRADE_CHECKER,
    BUDGET,
    TSV,
    LIST,
    OVERHEAD,
    INSTRUCTIONS,
    LATENCY,
    FIRST_TOUCH,
    GROWTH,
    FRAGMENTATION,
    COUNTING,
    JSON
};

static const struct option long_options[] = {
    {"allocator", required_argument, NULL, 'a'},
    {"file", required_argument, NULL, 'f'},
    {"traces", required_argument, NULL, 't'},
    {"libc", no_argument, NULL, 'l'},
    {"check-only", no_argument, NULL, 'c'},
    {"check-heap", no_argument, NULL, 'D'},
    {"timeout", required_argument, NULL, 's'},
    {"verbose", no_argument, NULL, 'v'},
    {"very-verbose", no_argument, NULL, 'V'},
    {"autolab", no_argument, NULL, 'g'},
    {"help", no_argument, NULL, 'h'},
    {"list", no_argument, NULL, LIST},
    {"thorough", no_argument, NULL, THOROUGH},
    {"inject-sbrk", required_argument, NULL, INJECT},
    {"timeline", required_argument, NULL, TIMELINE},
    {"heapmap", required_argument, NULL, HEAPMAP},
    {"no-fork", no_argument, NULL, NO_FORK},
    {"break-at", required_argument, NULL, BREAK_AT},
    {"by-trace", no_argument, NULL, BY_TRACE},
    {"ceiling", no_argument, NULL, CEILING},
    {"axis", required_argument, NULL, AXIS},
    {"score", required_argument, NULL, SCORE},
    {"explain", no_argument, NULL, EXPLAIN},
    {"diff", required_argument, NULL, DIFF},
    {"shrink", optional_argument, NULL, SHRINK},
    {"step", no_argument, NULL, STEP},
    {"grade-checker", no_argument, NULL, GRADE_CHECKER},
    {"reference", required_argument, NULL, REFERENCE},
    {"budget", required_argument, NULL, BUDGET},
    {"tsv", required_argument, NULL, TSV},
    {"json", required_argument, NULL, JSON},
    {"overhead", no_argument, NULL, OVERHEAD},
    {"fragmentation", no_argument, NULL, FRAGMENTATION},
    {"latency", no_argument, NULL, LATENCY},
    {"first-touch", no_argument, NULL, FIRST_TOUCH},
    {"growth", no_argument, NULL, GROWTH},
    {"instructions", no_argument, NULL, INSTRUCTIONS},
    {"counting", no_argument, NULL, COUNTING}, /* under valgrind, for --instructions */
    {NULL, 0, NULL, 0}};

static void append(char ***strings, size_t *count, char *string)
{
    *strings = realloc(*strings, (*count + 1) * sizeof **strings);
    if (!*strings)
        error_system("no memory");
    (*strings)[(*count)++] = string;
}

static void add_allocator(struct options *options, char *name)
{
    for (size_t i = 0; i < options->allocator_count; i++)
        if (strcmp(options->allocators[i], name) == 0)
            return;
    append(&options->allocators, &options->allocator_count, name);
}

static void add_family(struct options *options)
{
    size_t count;
    char **names = allocator_family(&count);

    if (count == 0)
        error_user("there is no reference allocator here: 'make variants' builds them");
    for (size_t i = 0; i < count; i++)
        add_allocator(options, names[i]);
}

static void add_allocators(struct options *options, const char *list)
{
    char *names = duplicate(list);

    for (char *name = strtok(names, ","); name; name = strtok(NULL, ","))
        if (strcmp(name, "all") == 0)
            add_family(options);
        else
            add_allocator(options, name);
}

static int is_trace(const struct dirent *entry)
{
    size_t length = strlen(entry->d_name);
    return length > 4 && strcmp(entry->d_name + length - 4, ".rep") == 0;
}

static void add_folder(struct options *options, const char *folder)
{
    struct dirent **entries;
    size_t length = strlen(folder);
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    int count = scandir(folder, &entries, is_trace, alphasort);

    if (count < 0)
        error_user("%s: %s", folder, strerror(errno));
    if (count == 0)
        error_user("%s: there is no trace (*.rep) in this folder", folder);
    for (int i = 0; i < count; i++)
        append(&options->traces, &options->trace_count,
               format("%s%s%s", folder, slash, entries[i]->d_name));
}

static void add_default_traces(struct options *options)
{
    char *traces = lab_file("traces");

    if (!traces)
        error_user("there is no folder traces/ above %s: name one with -t",
                   platform_folder());
    add_folder(options, traces);
    free(traces);
}

static double seconds(const char *what, const char *argument)
{
    char *end;
    double value = strtod(argument, &end);

    if (*end || end == argument || !(value > 0 && value < 1e6))
        error_user("%s wants a number of seconds, not '%s'", what, argument);
    return value;
}

static void add_axis(struct options *options, const char *axis)
{
    size_t count;
    char **names = axis_allocators(axis, &count);

    if (!names)
        error_user("--axis wants one of %s, not '%s'", axis_names(), axis);
    for (size_t i = 0; i < count; i++)
        add_allocator(options, names[i]);
    options->axis = axis;
}

static size_t positive(const char *what, const char *argument)
{
    char *end;
    unsigned long long value = strtoull(argument, &end, 10);

    if (*end || end == argument || value == 0 || argument[0] == '-')
        error_user("%s number, 1 or more, not '%s'", what, argument);
    return (size_t)value;
}

static const struct formula *formula(const char *name)
{
    const struct formula *found = score_formula(name);

    if (!found)
        error_user("--score wants lab, csapp-2002, cmu-2016, pku or mit, not '%s'", name);
    return found;
}

static void parse_option(struct options *options, int option)
{
    switch (option) {
    case 'a':
        add_allocators(options, optarg);
        break;
    case 'f':
        append(&options->traces, &options->trace_count, optarg);
        break;
    case 't':
        add_folder(options, optarg);
        break;
    case 's':
        options->checks.timeout = seconds("--timeout", optarg);
        break;
    case BUDGET:
        options->budget = seconds("--budget", optarg);
        break;
    case SHRINK:
        options->shrink = true;
        options->output = optarg;
        break;
    case TIMELINE:
        options->timeline = optarg;
        break;
    case HEAPMAP:
        options->heapmap = optarg;
        break;
    case BREAK_AT:
        options->checks.break_at = positive("--break-at wants a line's", optarg);
        options->checks.no_fork = true;
        break;
    case AXIS:
        add_axis(options, optarg);
        break;
    case INJECT:
        options->checks.inject = positive("--inject-sbrk wants a call's", optarg);
        break;
    case SCORE:
        options->formula = formula(optarg);
        break;
    case DIFF:
        options->diff = optarg;
        break;
    case REFERENCE:
        options->reference = optarg;
        break;
    case JSON:
        options->json = optarg;
        break;
    case TSV:
        options->tsv = optarg;
        break;
    case 'v':
    case 'V':
        options->verbose = option == 'v' ? 1 : 2;
        break;
    default:
        error_user("mdriver --help lists the options");
    }
}

static bool *flag(struct options *options, int option, bool *libc)
{
    switch (option) {
    case 'l':
        return libc;
    case 'c':
        return &options->check_only;
    case 'D':
        return &options->checks.check_heap;
    case 'g':
        return &options->autolab;
    case 'h':
        return &options->help;
    case LIST:
        return &options->list;
    case STEP:
        return &options->step;
    case GRADE_CHECKER:
        return &options->grade_checker;
    case THOROUGH:
        return &options->checks.thorough;
    case NO_FORK:
        return &options->checks.no_fork;
    case BY_TRACE:
        return &options->by_trace;
    case CEILING:
        return &options->ceiling;
    case EXPLAIN:
        return &options->explain;
    case OVERHEAD:
        return &options->overhead;
    case FRAGMENTATION:
        return &options->fragmentation;
    case FIRST_TOUCH:
        return &options->first_touch;
    case LATENCY:
        return &options->latency;
    case GROWTH:
        return &options->growth;
    case INSTRUCTIONS:
        return &options->instructions;
    case COUNTING:
        return &options->counting;
    default:
        return NULL;
    }
}

struct options options_parse(int argc, char **argv)
{
    struct options options = {.reference = "libc",
                              .formula = score_formulas,
                              .checks.timeout = TIMEOUT,
                              .budget = TIMING_BUDGET};
    bool libc = false;
    int option;

    while ((option = getopt_long(argc, argv, "a:f:t:lcDs:vVgh", long_options, NULL)) !=
           -1) {
        bool *set = flag(&options, option, &libc);
        if (set)
            *set = true;
        else
            parse_option(&options, option);
    }
    for (; optind < argc; optind++)
        append(&options.traces, &options.trace_count, argv[optind]);
    if (options.help || options.list || options.overhead)
        return options;
    if (options.allocator_count == 0)
        add_allocators(&options, "mm");
    if (libc)
        add_allocators(&options, "libc");
    if (options.step && (options.allocator_count > 1 || options.trace_count > 1))
        error_user("--step takes one allocator, and at most one trace: -a, -f");
    if (options.trace_count == 0 && !options.step && !options.grade_checker)
        add_default_traces(&options);
    if (options.checks.no_fork &&
        (options.allocator_count > 1 || options.trace_count > 1))
        error_user("--no-fork and --break-at take one allocator and one trace: -a, -f");
    options.check_only = options.check_only || options.checks.no_fork;
    if (options.instructions && !instructions_counter())
        error_user("--instructions needs hardware counters, which this machine does not "
                   "let us use, or valgrind, which is not installed (Debian: apt-get "
                   "install valgrind)");
    if ((options.timeline || options.heapmap) && options.trace_count > 1)
        error_user("--timeline and --heapmap are of one trace: name it with -f");
    return options;
}
