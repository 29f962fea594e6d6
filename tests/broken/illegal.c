/* illegal.c - Freeing is no instruction.
 * expect: zoo.rep:8: free: crashed \(Illegal instruction\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    if (p)
        __builtin_trap();
}
