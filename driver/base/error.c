/*
 * error.c - The two failures that end the run, and what is told without an end.
 */

#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "mdriver: sentence", and the reason if there is one. */
static void say(const char *format, va_list arguments, const char *reason)
{
    fputs("mdriver: ", stderr);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "%s%s\n", reason ? ": " : "", reason ? reason : "");
}

void error_user(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments, NULL);
    va_end(arguments);
    exit(USER_ERROR);
}

void error_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments, NULL);
    va_end(arguments);
}

void error_system(const char *format, ...)
{
    const char *reason = strerror(errno);
    va_list arguments;
    va_start(arguments, format);
    say(format, arguments, reason);
    va_end(arguments);
    exit(SYSTEM_ERROR);
}

void *allocate(size_t count, size_t n)
{
    void *memory = calloc(count ? count : 1, n);
    if (!memory)
        error_system("no memory for %zu items of %zu bytes", count, n);
    return memory;
}
