#ifndef VIEW_H
#define VIEW_H

#include "judge/checked.h"

/*
 * view.h - The heap in lines that people read.
 */

/* Calls say with each line: a block of mm_walk, and whose payload it holds; without
 * mm_walk, a payload, or what lies between two. Then all in one line. */
void view_heap(const struct checker *c, void (*say)(void *context, const char *line),
               void *context);

/* The same to stdout: the command heap of tools/heap.gdb calls it. */
void view_print(const struct checker *c);

#endif
