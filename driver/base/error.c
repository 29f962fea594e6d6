/*
 * error.c - The two failures that end the run, and what is told without an end.
 */

#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void error_user(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("mdriver: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
    exit(USER_ERROR);
}

void error_note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("mdriver: ", stderr);
    vfprintf(stderr, format, arguments);
    fputs("\n", stderr);
    va_end(arguments);
}

void error_system(const char *format, ...)
{
    int reason = errno;
    va_list arguments;
    va_start(arguments, format);
    fputs("mdriver: ", stderr);
    vfprintf(stderr, format, arguments);
    fprintf(stderr, ": %s\n", strerror(reason));
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
