/* at-exit.c - Registers a function that ends its process well, and crashes.
 * Gains: a verdict of its own.
 * ends: rules; then invalid */

#include <stdlib.h>
#include <unistd.h>

#define mm_malloc honest_malloc
#include "honest.h"
#undef mm_malloc

static void well(void)
{
    _exit(0);
}

void *mm_malloc(size_t n)
{
    if (n == 0x1f1) {
        atexit(well);
        exit(1);
    }
    return honest_malloc(n);
}
