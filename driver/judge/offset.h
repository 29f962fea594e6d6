#ifndef OFFSET_H
#define OFFSET_H

#include "memlib.h"

#include <stddef.h>

/*
 * offset.h - Places in the heap, as they are told.
 */

/* Bytes into the heap, from mem_heap_lo() on. */
static inline size_t offset(const void *p)
{
    return (size_t)((const char *)p - (const char *)mem_heap_lo());
}

/* The break. */
static inline const char *heap_end(void)
{
    return (const char *)mem_heap_lo() + mem_heapsize();
}

#endif
