/* recursion.c - Freeing recurses for ever.
 * expect: zoo.rep:8: free: crashed \(segmentation fault\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    volatile char frame[4096];
    frame[0] = p != NULL;
    mm_free(p);
    frame[1] = 1;
}
