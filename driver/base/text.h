#ifndef TEXT_H
#define TEXT_H

/*
 * text.h - Strings of their own, that the caller may free.
 */

char *format(const char *form, ...) __attribute__((format(printf, 1, 2)));
char *duplicate(const char *string);

/* "x" of "path/to/x.rep", with the suffix ".rep". */
char *stem(const char *path, const char *suffix);

/* In quotes for the shell. */
char *quoted(const char *path);

#endif
