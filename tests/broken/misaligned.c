/* misaligned.c - Payloads are off by half a granule.
 * expect: zoo.rep:5: malloc: payload 0x\w*8 bytes into the heap is not aligned to 16
 * bytes */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    char *p = good_malloc(n + ALIGNMENT);
    return p ? p + ALIGNMENT / 2 : NULL;
}
