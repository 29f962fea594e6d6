#ifndef PLACES_H
#define PLACES_H

#include <stddef.h>

/*
 * places.h - Where in a plug-in's source its code and its global variables are.
 *
 * The parent asks addr2line and nm (binutils), which the child could not start.
 */

/* The text, and a line "in place, mm.c:88" for each of these places in the file's code
 * that is the student's. Takes the text, and gives another; so does the caller. */
char *places_add(char *text, const char *path, const size_t *frames, int count);

/* A verdict's detail, with what it says in VERDICT_CODE and VERDICT_DATA in words. */
char *places_name(const char *path, const char *detail);

#endif
