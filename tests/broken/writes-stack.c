/* writes-stack.c - The driver's own variables, by a wild pointer up the stack.
 * expect: zoo.rep:8: free: crashed \(.*\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    volatile uintptr_t here[1];

    for (int i = 0; p && i < 2000; i++)
        here[i] = 1;
}
