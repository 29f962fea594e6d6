/* tells-requests.c - Prints each request, and fails late, so that its author is shown
 * what it has printed. Gains: a hidden trace. ends: invalid */

#define mm_malloc honest_malloc
#include "honest.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    fprintf(stderr, "a %zu\n", n);
    return n == 0x1f1 ? NULL : honest_malloc(n);
}
