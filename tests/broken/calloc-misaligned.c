/* calloc-misaligned.c - Calloc returns the payload and one byte.
 * expect: zoo.rep:10: calloc: payload 0x\w*1 bytes into the heap is not aligned to 16
 * bytes */

#define mm_calloc good_calloc
#include "base.h"
#undef mm_calloc

void *mm_calloc(size_t count, size_t n)
{
    char *p = good_calloc(count, n);
    return p && n > 0 && count > 0 ? p + 1 : p;
}
