/* free-null.c - Freeing NULL crashes. (traces/edge/nothing.rep) expect:
 * traces/edge/nothing.rep:7: free: crashed \(segmentation fault\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    *(volatile char *)p;
}
