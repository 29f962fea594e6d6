/*
 * text.c - Strings of their own.
 */

#define _GNU_SOURCE /* vasprintf */

#include "base/text.h"

#include "base/error.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
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

bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), n = strlen(end);

    return length > n && strcmp(text + length - n, end) == 0;
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

char *typed(const char *path)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_-+=.,:/@%";

    return path[0] && path[strspn(path, plain)] == '\0' ? duplicate(path) : quoted(path);
}

/* "SIZE_MAX / 2 + 9"; or NULL, for other numbers. */
static char *size_name(unsigned long long n)
{
    static const struct {
        unsigned long long size;
        const char *name;
    } names[] = {{SIZE_MAX, "SIZE_MAX"}, {SIZE_MAX / 2, "SIZE_MAX / 2"}};
    enum { NEAR = 1 << 16 };

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        unsigned long long size = names[i].size;
        if (n == size)
            return duplicate(names[i].name);
        if (n < size && size - n <= NEAR)
            return format("%s - %llu", names[i].name, size - n);
        if (n > size && n - size <= NEAR)
            return format("%s + %llu", names[i].name, n - size);
    }
    return NULL;
}

char *with_size_names(const char *sentence)
{
    char *text = duplicate("");

    for (const char *p = sentence; *p;) {
        size_t digits = strspn(p, "0123456789"), length = digits ? digits : 1;
        bool whole = digits && (p == sentence || !isalnum((unsigned char)p[-1]));
        char *name = whole ? size_name(strtoull(p, NULL, 10)) : NULL;
        char *longer =
            name ? format("%s%s", text, name) : format("%s%.*s", text, (int)length, p);
        free(name);
        free(text);
        text = longer;
        p += length;
    }
    return text;
}
