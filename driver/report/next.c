/*
 * next.c - What to do next, after a failure.
 *
 * A crash, or a payload that is not what it was, is mostly seen long after the line that
 * is at fault, so the first step is to have every load and store watched. Then a long
 * trace is made short, and looked at in a debugger.
 */

#include "report/next.h"

#include "base/lab.h"
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

/* The step "make WHAT F=TRACE ...", for the allocator of the result. */
static void suggest_make(const struct result *r, const char *what, const char *line,
                         const char *why)
{
    bool is_mm = strcmp(r->spec, "mm") == 0;
    char *allocator = is_mm ? duplicate("") : typed(r->spec);
    char *path = typed(r->path);
    char *command =
        format("make %s F=%s%s%s%s%s%s", what, path, line, is_mm ? "" : " A=", allocator,
               lab_make_words(),
               r->repeat && strstr(r->repeat, " --collect") ? " COLLECT=1" : "");

    print_step(command, why);
    free(command);
    free(path);
    free(allocator);
}

static void suggest_gdb(const struct result *r, const char *why)
{
    char *line = format(" L=%u", r->line);

    if (r->line > 0)
        suggest_make(r, "gdb", line, why);
    free(line);
}

/* What the watched build tells. */
static const char *promise(const struct result *r)
{
    if (r->failure == NO_MEMORY)
        return "looks for what mem_sbrk gave, what was free, and what was read last";
    if (!r->waste)
        return "looks for the line that does harm, and who wrote what it read";
    switch (r->waste_kind) {
    case OVERGROWN:
        return "names the line that asked mem_sbrk for them";
    case LOOSE:
        return "names the line that wrote such a size";
    case CROWDED:
        return "names the line that wrote the head of that list";
    case UNJOINED:
        return "names who freed the second, and where headers were read then";
    case PASSED:
        return "names what the request has looked at instead";
    default:
        return "names what mm_free did then, and who looked there since";
    }
}

/* An allocator that is watched already lies in a folder of that name. */
static void suggest_debug(const struct result *r)
{
    if (!strstr(r->spec, "/debug/"))
        suggest_make(r, "debug", "", promise(r));
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

static void suggest_shrink(const struct result *r)
{
    if (is_long(r))
        suggest_option(r, "--shrink", "makes the trace short, with the same failure");
}

void next_print(const struct result *r)
{
    if (r->waste) {
        suggest_debug(r);
        return;
    }
    if (!r->spec || !r->repeat)
        return;
    if (r->failure == SLOW) {
        suggest_option(r, "--growth", "tells what grows with the number of blocks");
        return;
    }
    if (r->failure != WRONG_ANSWER)
        suggest_debug(r);
    suggest_shrink(r);
    switch (r->failure) {
    case HANG:
        suggest_gdb(r, "stops before this request: 'n' goes on line by line");
        break;
    case CRASH:
        suggest_gdb(r, "stops before this request: 'c' goes on to the crash");
        break;
    case HARMFUL:
    case NO_MEMORY:
        suggest_gdb(r, "stops before this request, where it shows");
        break;
    case WRONG_ANSWER:
        if (!is_long(r) && r->line > 0)
            suggest_step(r);
        break;
    case OVERWRITTEN:
        suggest_gdb(r, "stops before this request");
        break;
    default:
        break;
    }
    if (r->simulated && r->line > 0)
        suggest_page(r);
}
