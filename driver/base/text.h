#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * text.h - Strings of their own, that the caller may free.
 */

char *format(const char *form, ...) __attribute__((format(printf, 1, 2)));
char *duplicate(const char *string);

/* "x" of "path/to/x.rep", with the suffix ".rep". */
char *stem(const char *path, const char *suffix);

/* Does it end with this, and is longer? */
bool ends_with(const char *text, const char *end);

/* In quotes for the shell. */
char *quoted(const char *path);

/* How many letters must be changed, added or left out to make one of the other
 * (Levenshtein's distance). */
size_t distance(const char *from, const char *to);

/* As one would type it to the shell: in quotes if it needs them. */
char *typed(const char *path);

/* The sentence, in which numbers near SIZE_MAX and half of it are told by its name:
 * "SIZE_MAX - 8" for 18446744073709551607. */
char *with_size_names(const char *sentence);

#endif
