#ifndef PLAIN_H
#define PLAIN_H

/*
 * plain.h - realloc and calloc made of malloc and free, for allocators without a
 * better way.
 *
 * A payload moves when it has outgrown its block; it never gives any of it back.
 */

#include "mm.h"

#include <string.h>

void *mm_realloc(void *p, size_t n)
{
    if (p && n > 0 && n <= mm_usable_size(p))
        return p;
    void *q = mm_malloc(n);
    if (p && q)
        memcpy(q, p, mm_usable_size(p));
    if (q || n == 0)
        mm_free(p);
    return q;
}

void *mm_calloc(size_t count, size_t n)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, n, &bytes))
        return NULL;
    void *p = mm_malloc(bytes);
    if (p)
        memset(p, 0, bytes);
    return p;
}

#endif
