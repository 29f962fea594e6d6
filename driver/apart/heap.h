#ifndef HEAP_H
#define HEAP_H

#include "host/wire.h"

/*
 * heap.h - The allocator's side of memlib.h: the judge moves the break.
 */

/* From now on mem_sbrk asks over this wire. */
void heap_begin(struct wire *wire);

/* So many bytes of the heap, all below the break, are in this process's memory. */
void heap_touch(size_t bytes);

#endif
