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

static size_t least(size_t a, size_t b, size_t c)
{
    size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Row after row of the table of distances between beginnings: one row is kept. */
size_t distance(const char *from, const char *to)
{
    size_t length = strlen(to), *row = allocate(length + 1, sizeof *row);

    for (size_t j = 0; j <= length; j++)
        row[j] = j;
    for (size_t i = 0; from[i]; i++) {
        size_t diagonal = row[0];
        row[0] = i + 1;
        for (size_t j = 1; j <= length; j++) {
            size_t changed = diagonal + (from[i] != to[j - 1]);
            diagonal = row[j];
            row[j] = least(changed, row[j] + 1, row[j - 1] + 1);
        }
    }
    size_t all = row[length];
    free(row);
    return all;
}
