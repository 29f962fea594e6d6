/* damaged-stack.c - Counts requests by size in a local array that is too small. */

#define mm_malloc good_malloc
#include "list.h"
#undef mm_malloc

static void __attribute__((noinline)) count(volatile long *counts, int classes)
{
    for (int i = 0; i < classes; i++)
        counts[i] = 0x1111111111111111;
}

void *mm_malloc(size_t n)
{
    long counts[4];

    count(counts, 40);
    return counts[n % 4] ? good_malloc(n) : NULL;
}
