#ifndef PLATFORM_GLOBALS_H
#define PLATFORM_GLOBALS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * platform-globals.h - The global variables of a plug-in, and which of them have changed.
 */

/* Two copies may be kept. */
enum { COPIES = 2 };

/* Of the plug-in that has this address: keeps its variables as they are now. */
void globals_keep(const void *address, int copy);

/* How far into the plug-in's file the first byte lies, from that one on, which is not as
 * it was kept. 0 if none does, or where they are not known. */
size_t globals_changed(size_t from, int copy);

/* Where they begin, and how many bytes. */
const void *globals_all(size_t *bytes);

/* Is it the address of one of the variables that were kept last? */
bool globals_have(const void *p);

/* Is it just past the last of them? */
bool globals_end_before(const void *p);

#endif
