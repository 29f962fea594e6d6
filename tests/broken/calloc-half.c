/* calloc-half.c - Calloc zeroes half of the payload.
 * expect: zoo.rep:10: second replay: calloc: byte 40 of 80 is not zero */

#define mm_calloc good_calloc
#include "base.h"
#undef mm_calloc

void *mm_calloc(size_t count, size_t n)
{
    if (n && count > SIZE_MAX / n)
        return NULL;
    void *p = mm_malloc(count * n);
    return p ? memset(p, 0, count * n / 2) : NULL;
}
