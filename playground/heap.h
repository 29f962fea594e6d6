#ifndef HEAP_H
#define HEAP_H

#include <stddef.h>

/*
 * heap.h - The simulated heap (memlib.h) in the memory of WebAssembly.
 */

/* An empty heap, which begins there and has at most so many bytes. */
void heap_begin(char *at, size_t most);

#endif
