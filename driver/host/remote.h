#ifndef REMOTE_H
#define REMOTE_H

#include "host/allocator.h"

/*
 * remote.h - An allocator that runs in the host program, a process of its own.
 *
 * The judge's process never has its code. What comes from there is a number that the
 * checks judge, or words that are shown as the host's own.
 */

/* In a judge (isolate_start_judge), before mem_init: the heap is shared with a host to
 * come. */
void remote_prepare(void);

/* After mem_init: starts the host, and has it load the plug-in. The same as
 * allocator_load, whose messages it has, too. A host that ends ends the judge's job. */
bool remote_load(struct allocator *a, char *message, size_t size);

#endif
