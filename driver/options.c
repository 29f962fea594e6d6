/*
 * options.c - Allocators, traces and policies, as they are chosen on the command line.
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
#include "trace/trace.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

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

void choose_allocators(struct options *options, const char *list)
{
    char *names = duplicate(list);

    for (char *name = strtok(names, ","); name; name = strtok(NULL, ","))
        if (strcmp(name, "all") == 0)
            add_family(options);
        else
            add_allocator(options, name);
}

void choose_trace(struct options *options, const char *path)
{
    append(&options->traces, &options->trace_count, duplicate(path));
}

static int is_trace(const struct dirent *entry)
{
    return ends_with(entry->d_name, ".rep") || ends_with(entry->d_name, ".rep.gz");
}

/* A file of a folder; one that is no trace is told, and left out. */
static void add_found(struct options *options, char *path)
{
    struct trace trace;
    struct complaint complaint;

    if (trace_read(&trace, path, &complaint)) {
        trace_free(&trace);
        append(&options->traces, &options->trace_count, path);
        return;
    }
    error_note("%s; it is left out", trace_complaint(path, &complaint));
    options->left_out++;
    free(path);
}

/* The folder's traces, by name. How many; -1 if it cannot be read. */
static int add_traces(struct options *options, const char *folder)
{
    struct dirent **entries;
    size_t length = strlen(folder);
    const char *slash = length > 0 && folder[length - 1] == '/' ? "" : "/";
    int count = scandir(folder, &entries, is_trace, alphasort);

    for (int i = 0; i < count; i++)
        add_found(options, format("%s%s%s", folder, slash, entries[i]->d_name));
    return count;
}

/* And those of its folder edge/, if it has one; some have numbers for 64 bits only. */
void choose_folder(struct options *options, const char *folder)
{
    int count = add_traces(options, folder);

    if (count < 0)
        error_user("%s: %s", folder, strerror(errno));
    if (count == 0)
        error_user("%s: there is no trace (*.rep) in this folder", folder);
    add_traces(options, format("%s/edge", folder));
    if (sizeof(size_t) == 8)
        add_traces(options, format("%s/edge/64-bit", folder));
    if (options->trace_count == 0)
        error_user("%s: there is no trace in this folder that can be read", folder);
}

static void add_default_traces(struct options *options)
{
    char *traces = lab_file("traces");

    if (!traces)
        error_user("there is no folder traces/ above %s: name one with -t",
                   platform_folder());
    choose_folder(options, traces);
    free(traces);
}

void choose_axis(struct options *options, const char *axis)
{
    size_t count;
    char **names = axis_allocators(axis, &count);

    if (!names)
        error_user("--axis wants one of %s, not '%s'", axis_names(), axis);
    for (size_t i = 0; i < count; i++)
        add_allocator(options, names[i]);
    options->axis = axis;
}

void choose_formula(struct options *options, const char *name)
{
    options->formula = score_formula(name);
    if (!options->formula)
        error_user("--score wants lab, csapp-2002, cmu-2016, pku or mit, not '%s'", name);
}

void choose_verbose(struct options *options, const char *ignored)
{
    (void)ignored;
    options->verbose = 1;
}

void choose_very_verbose(struct options *options, const char *ignored)
{
    (void)ignored;
    options->verbose = 2;
}

struct options options_at_first(void)
{
    return (struct options){.reference = "libc",
                            .formula = score_formulas,
                            .checks.timeout = TIMEOUT,
                            .budget = TIMING_BUDGET};
}

static void add_what_is_missing(struct options *options)
{
    if (options->allocator_count == 0)
        choose_allocators(options, "mm");
    if (options->libc)
        choose_allocators(options, "libc");
    if (options->trace_count == 0 && !options->step && !options->grade_checker)
        add_default_traces(options);
}

/* Those that are of one trace, or of one allocator and one trace. */
static void check_counts(const struct options *options)
{
    bool many_traces = options->trace_count > 1;
    bool many = options->allocator_count > 1 || many_traces;

    if (options->step && many)
        error_user("--step takes one allocator, and at most one trace: -a, -f");
    if (options->checks.no_fork && many)
        error_user("--no-fork and --break-at take one allocator and one trace: -a, -f");
    if ((options->timeline || options->heapmap) && many_traces)
        error_user("--timeline and --heapmap are of one trace: name it with -f");
    if (options->page && many_traces)
        error_user("--page is of one trace: name it with -f");
}

/* Apart there are checks, utilization and speed; all else runs the allocator here. */
static void check_apart(const struct options *options)
{
    bool here = options->checks.no_fork || options->step || options->shrink ||
                options->grade_checker || options->instructions || options->latency ||
                options->growth || options->first_touch || options->fragmentation ||
                options->page || options->timeline || options->heapmap;

    if (options->apart && here)
        error_user("--apart goes with checks, utilization and speed; what is asked for "
                   "beside them would run the allocator in the driver's own processes");
}

void options_complete(struct options *options)
{
    if (options->help || options->list || options->overhead)
        return;
    add_what_is_missing(options);
    if (options->checks.break_at)
        options->checks.no_fork = true;
    if (options->checks.no_fork)
        options->check_only = true;
    check_counts(options);
    check_apart(options);
    if ((options->instructions || options->growth) && !instructions_counter())
        error_user("%s needs hardware counters, which this machine does not "
                   "let us use, or valgrind, which is not installed (Debian: apt-get "
                   "install valgrind)",
                   options->instructions ? "--instructions" : "--growth");
}
