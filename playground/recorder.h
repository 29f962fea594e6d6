#ifndef RECORDER_H
#define RECORDER_H

#include <stddef.h>

/*
 * recorder.h - What the page calls beside the functions of mm.h.
 *
 * playground/ is an allocator in a page: compiled to WebAssembly, with a heap and a C
 * library of its own, and the scripts that run it.
 */

/* The heap begins at a multiple of it, as the driver's does. */
#define HEAP_ALIGNMENT ((size_t)1 << 24)

/* An empty heap of at most limit bytes, behind room for walks of so many blocks, which
 * begins at from, 8-aligned. Where the heap begins; NULL if there is no memory. */
char *recorder_begin(char *from, size_t room, size_t limit);

/* Tells which lives of blocks have begun or ended. How many blocks there are; SIZE_MAX
 * if no mm_walk tells, or more than there is room for. */
size_t recorder_walk(void);

#endif
