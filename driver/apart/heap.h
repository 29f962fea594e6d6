#ifndef HEAP_H
#define HEAP_H

#include "host/wire.h"

/*
 * heap.h - The allocator's side of memlib.h: the judge moves the break.
 */

/* From now on mem_sbrk asks over this wire. */
void heap_begin(struct wire *wire);

#endif
