#ifndef COMPAT_NEW_YORK_H
#define COMPAT_NEW_YORK_H

#include <stddef.h>
#include <stdint.h>

/*
 * new-york.h - What New York University's memlib.h has beside the heap.
 */

#ifndef ALIGNMENT
#define ALIGNMENT 16
#endif

static inline size_t align(size_t size)
{
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static inline _Bool is_aligned(char *p)
{
    return (uintptr_t)p % ALIGNMENT == 0;
}

#endif
