/*
 * calloc.h - The mm_calloc that allocators of all forms have alike.
 */

#include "mm.h"

#include <stdint.h>
#include <string.h>

void *mm_calloc(size_t count, size_t n)
{
    void *p = n && count > SIZE_MAX / n ? NULL : mm_malloc(count * n);

    return p ? memset(p, 0, count * n) : NULL;
}
