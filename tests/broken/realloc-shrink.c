/* realloc-shrink.c - Realloc forgets the payload when it shrinks.
 * expect: zoo.rep:14: realloc: byte 0 of the 40 that must be kept is lost \(150 before,
 * 40 now\) */

#define mm_realloc good_realloc
#include "base.h"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    return p && *size_of(p) > n ? mm_malloc(n) : good_realloc(p, n);
}
