/* realloc-short.c - Realloc copies 8 bytes too few.
 * expect: zoo.rep:11: realloc: byte 92 of the 100 that must be kept is lost \(100 before,
 * 300 now\) */

#define mm_realloc good_realloc
#include "base.h"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    if (p && q)
        memcpy(q, p, (*size_of(p) < n ? *size_of(p) : n) - 8);
    return q;
}
