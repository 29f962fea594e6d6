/* divides.c - Freeing divides by zero.
 * expect: zoo.rep:8: free: crashed \(Floating point exception\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    volatile int zero = 0;
    if (p)
        zero = 7 / zero;
}
