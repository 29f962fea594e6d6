/*
 * next.c - What to do next, after a failure.
 *
 * A long trace is made short first. Then it depends on the failure: who hangs or crashes
 * is looked at in a debugger; who has written over something is watched while he does.
 */

#include "report/next.h"

#include "base/text.h"
#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Is there much of the trace before the failure? */
static bool is_long(const struct result *r)
{
    return r->requests > SHRUNK_SHOWN && (r->line == 0 || r->line > 2 * SHRUNK_SHOWN);
}

static void print_step(const char *command, const char *why)
{
    printf("    next: %-*s  %s\n", 44, command, why);
}

/* For make, in whose variables a path with blanks would be several. */
static void suggest_gdb(const struct result *r, const char *why)
{
    char *allocator = strcmp(r->spec, "mm") == 0 ? duplicate("") : typed(r->spec);
    char *path = typed(r->path);
    char *command = format("make gdb F=%s L=%u%s%s", path, r->line,
                           allocator[0] ? " A=" : "", allocator);

    if (r->line > 0)
        print_step(command, why);
    free(command);
    free(path);
    free(allocator);
}

/* make debug builds mm.c alone. */
static void suggest_debug(const struct result *r)
{
    char *path = typed(r->path);
    char *command = format("make debug F=%s", path);

    if (strcmp(r->spec, "mm") == 0)
        print_step(command, "names the first load or store that is wrong");
    free(command);
    free(path);
}

static void suggest_option(const struct result *r, const char *option, const char *why)
{
    char *command = format("%s %s", r->repeat, option);

    print_step(command, why);
    free(command);
}

static void suggest_page(const struct result *r)
{
    char *command = format("%s -c --page heap.html", r->repeat);

    printf("    see:  %-*s  %s\n", 44, command,
           "the heap at this request, for a browser");
    free(command);
}

/* Every request by hand. */
static void suggest_step(const struct result *r)
{
    suggest_option(r, "--step", "performs it request by request: 'next', 'print'");
}

void next_print(const struct result *r)
{
    if (!r->spec || !r->repeat)
        return;
    if (is_long(r) && r->failure != SLOW)
        suggest_option(r, "--shrink", "makes the trace short, with the same failure");
    switch (r->failure) {
    case HANG:
        suggest_gdb(r, "stops before this request: 'n' goes on line by line");
        break;
    case CRASH:
        suggest_gdb(r, "stops before this request: 'c' goes on to the crash");
        suggest_debug(r);
        break;
    case OVERWRITTEN:
        suggest_debug(r);
        if (strcmp(r->spec, "mm") != 0 && !strstr(r->repeat, " -D"))
            suggest_option(r, "-D", "calls mm_checkheap after every request");
        break;
    case SLOW:
        suggest_option(r, "--growth", "tells what grows with the number of blocks");
        break;
    default:
        if (!is_long(r) && r->line > 0)
            suggest_step(r);
        break;
    }
    if (r->simulated && r->line > 0)
        suggest_page(r);
}
