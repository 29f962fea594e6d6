/* exits.c - Ends its process with status 0, as if all had been well.
 * Gains: a verdict without most of the requests.
 * ends: rules; then invalid */

#include <stdlib.h>

#define mm_malloc honest_malloc
#include "honest.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    if (n == 0x1f1)
        exit(0);
    return honest_malloc(n);
}
