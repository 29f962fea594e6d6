/* writes-stack.c - The driver's own variables, by a wild pointer up the stack.
 * expect: zoo.rep:8: free: crashed \(.*\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    uintptr_t variable, *here = &variable;

    __asm__("" : "+r"(here)); /* or the compiler knows that this is wrong */
    for (int i = 0; p && i < 2000; i++)
        ((volatile uintptr_t *)here)[i] = 1;
}
