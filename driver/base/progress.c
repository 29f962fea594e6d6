/*
 * progress.c - The progress line, on standard error if that is a terminal.
 */

#include "base/progress.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#define TO_LINE_START "\r\033[K"

static char line[256];
static bool shown;
static int left, first; /* seconds told last, and at first */

void progress_show(const char *format, ...)
{
    va_list arguments;

    if (!isatty(STDERR_FILENO))
        return;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    fprintf(stderr, TO_LINE_START "%s", line);
    fflush(stderr);
    shown = true;
    left = first = 0;
}

void progress_wait(double seconds)
{
    int now = (int)seconds + 1;

    if (!shown || now == left)
        return;
    first = now > first ? now : first;
    left = now;
    if (now < first) {
        fprintf(stderr, TO_LINE_START "%s, %d s of the processor left", line, now);
        fflush(stderr);
    }
}

void progress_clear(void)
{
    if (shown)
        fputs(TO_LINE_START, stderr);
    shown = false;
}
