/* tells-by-crash.c - Crashes at an address that says how large the request was.
 * Gains: a word of a hidden trace.
 * ends: invalid */

#define mm_malloc honest_malloc
#include "honest.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    if (n == 0x1f1)
        *(volatile char *)(0x10000 + n) = 1;
    return honest_malloc(n);
}
