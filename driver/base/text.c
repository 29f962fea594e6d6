/*
 * text.c - Strings of their own.
 */

#define _GNU_SOURCE /* vasprintf */

#include "base/text.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *format(const char *form, ...)
{
    char *string;
    va_list arguments;
    va_start(arguments, form);
    if (vasprintf(&string, form, arguments) < 0)
        error_system("no memory for a string");
    va_end(arguments);
    return string;
}

char *duplicate(const char *string)
{
    return format("%s", string);
}

char *stem(const char *path, const char *suffix)
{
    const char *slash = strrchr(path, '/');
    char *name = duplicate(slash ? slash + 1 : path);
    char *dot = strrchr(name, '.');
    if (dot && dot > name && strcmp(dot, suffix) == 0)
        *dot = '\0';
    return name;
}

char *quoted(const char *path)
{
    char *quote = strchr(path, '\''), *before, *rest, *all;

    if (!quote)
        return format("'%s'", path);
    before = format("%.*s", (int)(quote - path), path);
    rest = quoted(quote + 1);
    all = format("'%s'\\''%s", before, rest);
    free(before);
    free(rest);
    return all;
}
