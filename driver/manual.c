/*
 * manual.c - Help for a terminal of 80 columns and 24 lines, and a page for man.
 */

#include "manual.h"

#include "base/error.h"
#include "base/text.h"
#include "optiontable.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WIDTH = 79, COLUMN = 26 /* where the text of an option begins */ };

static const struct {
    const char *topic, *title;
    int common; /* so many of its options are on the first screen */
} groups[GROUPS] = {[SCORE] = {"score", "Check and score", 3},
                    [BUG] = {"bug", "Find a bug", 2},
                    [STUDY] = {"study", "Study an allocator", 2},
                    [COMPARE] = {"compare", "Compare allocators", 2},
                    [OUTPUT] = {"output", "Choose the output", 2}};

static const char *const statuses[] = {
    [ALL_VALID] = "all traces valid",
    [SOME_INVALID] = "some invalid",
    [USER_ERROR] = "a mistake in the command line or in a trace",
    [SYSTEM_ERROR] = "the system failed",
    [TOO_NOISY] = "all valid, and too noisy to grade",
};

enum { STATUSES = sizeof statuses / sizeof *statuses };

/* Words in lines up to WIDTH, all but the first indented; the first word stands at
 * indent. */
static void put_wrapped(FILE *out, const char *text, int indent)
{
    for (int at = indent; *text; text += strspn(text, " ")) {
        int length = (int)strcspn(text, " ");
        if (at > indent && at + 1 + length > WIDTH)
            at = fprintf(out, "\n%*s", indent, "") - 1;
        else if (at > indent)
            at += fprintf(out, " ");
        at += fprintf(out, "%.*s", length, text);
        text += length;
    }
    fprintf(out, "\n");
}

/* "-s, --timeout SECONDS", "--shrink[=FILE]". */
static char *usage_of(const struct option_row *row)
{
    const char *argument = row->argument ? row->argument : "";
    char *long_form = argument[0] == '['
                          ? format("--%s[=%s", row->name, argument + 1)
                          : format("--%s%s%s", row->name, *argument ? " " : "", argument);
    char *form = row->letter ? format("-%c, %s", row->letter, long_form)
                             : format("    %s", long_form);

    free(long_form);
    return form;
}

static void put_option(FILE *out, const struct option_row *row, bool all)
{
    char *usage = usage_of(row);
    char *text = format("%s%s%s", row->help, all && row->more ? ": " : "",
                        all && row->more ? row->more : "");

    fprintf(out, "  %-*s", COLUMN - 2, usage);
    put_wrapped(out, text, COLUMN);
    free(text);
    free(usage);
}

static void put_group(FILE *out, enum group group)
{
    fprintf(out, "%s\n", groups[group].title);
    for (const struct option_row *row = option_rows; row->name; row++)
        if (row->group == group)
            put_option(out, row, true);
}

static const char what[] = "replays traces of allocations on allocators, checks every "
                           "answer, and scores memory utilization and speed";
static const char usage[] = "[option]... [trace]...";

static void put_first_screen(FILE *out)
{
    fprintf(out, "mdriver - ");
    put_wrapped(out, what, 10);
    fprintf(out, "\nusage: mdriver %s\n\n", usage);
    for (int group = 0; group < GROUPS; group++) {
        int left = groups[group].common;
        fprintf(out, "%s: --help=%s\n", groups[group].title, groups[group].topic);
        for (const struct option_row *row = option_rows; row->name; row++)
            if ((int)row->group == group && left-- > 0)
                put_option(out, row, false);
    }
    fprintf(out, "\n--help=all has all options, make man builds the manual.\n");
}

static void put_all(FILE *out)
{
    fprintf(out, "usage: mdriver %s\n", usage);
    for (int group = 0; group < GROUPS; group++) {
        fprintf(out, "\n");
        put_group(out, (enum group)group);
    }
    fprintf(out, "\nExit status\n");
    for (int i = 0; i < STATUSES; i++)
        fprintf(out, "  %d  %s\n", i, statuses[i]);
}

/* The page for man: what roff would take for its own is written as it wants it. */
static void put_roff(FILE *out, const char *text)
{
    for (; *text; text++)
        if (*text == '-')
            fprintf(out, "\\-");
        else if (*text == '\'')
            fprintf(out, "\\(aq");
        else if (*text == '\\')
            fprintf(out, "\\e");
        else
            fputc(*text, out);
}

/* A paragraph of which the first line is a heading. */
static void put_entry(FILE *out, const char *heading, const char *text, const char *more)
{
    fprintf(out, ".TP\n.B ");
    put_roff(out, heading);
    fprintf(out, "\n");
    put_roff(out, text);
    if (more) {
        fprintf(out, ":\n");
        put_roff(out, more);
    }
    fprintf(out, ".\n");
}

static void put_page_options(FILE *out)
{
    for (int group = 0; group < GROUPS; group++) {
        fprintf(out, ".SS %s\n", groups[group].title);
        for (const struct option_row *row = option_rows; row->name; row++)
            if ((int)row->group == group) {
                char *form = usage_of(row);
                put_entry(out, form + strspn(form, " "), row->help, row->more);
                free(form);
            }
    }
}

static const char page_begin[] =
    ".SH DESCRIPTION\n"
    "For each trace, every allocator is validated in a process of its own. Those that "
    "are\n"
    "valid are then timed in turn, beside the system\\(aqs malloc.\n"
    "Without a trace those of the lab are taken, without an allocator your mm.c.\n";

static const char page_end[] =
    ".SH ENVIRONMENT\n"
    ".TP\n.B NO_COLOR\nWhere it is set and not empty, there are no colours.\n"
    ".SH EXAMPLES\n"
    ".TP\n.B mdriver \\-c \\-D \\-f traces/short1.rep\n"
    "One trace, and mm_checkheap after each request.\n"
    ".TP\n.B mdriver \\-c \\-l \\-\\-by\\-trace traces/m4.rep traces/perl.rep\n"
    "What memory your allocator and libc\\(aqs take for two traces.\n"
    ".SH SEE ALSO\n"
    ".BR malloc (3),\n.BR sbrk (2)\n";

static void put_page(FILE *out)
{
    fprintf(out, ".TH MDRIVER 1 \"\" \"malloc lab\" \"User Commands\"\n"
                 ".SH NAME\nmdriver \\- ");
    put_roff(out, what);
    fprintf(out, "\n.SH SYNOPSIS\n.B mdriver\n");
    put_roff(out, usage);
    fprintf(out, "\n%s.SH OPTIONS\n", page_begin);
    put_page_options(out);
    fprintf(out, ".SH EXIT STATUS\n");
    for (int i = 0; i < STATUSES; i++) {
        char *number = format("%d", i);
        put_entry(out, number, statuses[i], NULL);
        free(number);
    }
    fprintf(out, "%s", page_end);
}

static void put_topic(FILE *out, const char *topic)
{
    for (int group = 0; group < GROUPS; group++)
        if (strcmp(topic, groups[group].topic) == 0) {
            put_group(out, (enum group)group);
            return;
        }
    error_user("--help wants score, bug, study, compare, output, all or man, not '%s'",
               topic);
}

char *manual_text(const char *topic)
{
    char *text;
    size_t size;
    FILE *out = open_memstream(&text, &size);

    if (!out)
        error_system("no memory for the manual");
    if (!*topic)
        put_first_screen(out);
    else if (strcmp(topic, "all") == 0)
        put_all(out);
    else if (strcmp(topic, "man") == 0)
        put_page(out);
    else
        put_topic(out, topic);
    if (fclose(out) != 0)
        error_system("no memory for the manual");
    return text;
}
