/* calloc-dirty.c - Calloc is malloc: new memory happens to be zero.
 * expect: zoo.rep:10: second replay: calloc: byte 0 of 80 is not zero */

#define mm_calloc good_calloc
#include "base.h"
#undef mm_calloc

void *mm_calloc(size_t count, size_t n)
{
    return n && count > SIZE_MAX / n ? NULL : mm_malloc(count * n);
}
