/*
 * progress.c - The progress line, on standard error if that is a terminal.
 */

#include "base/progress.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <unistd.h>

#define TO_LINE_START "\r\033[K"

static bool shown;

void progress_show(const char *format, ...)
{
    va_list arguments;

    if (!isatty(STDERR_FILENO))
        return;
    fputs(TO_LINE_START, stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fflush(stderr);
    shown = true;
}

void progress_clear(void)
{
    if (shown)
        fputs(TO_LINE_START, stderr);
    shown = false;
}
