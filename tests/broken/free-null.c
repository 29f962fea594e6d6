/* free-null.c - Freeing NULL crashes.
 * expect: zoo.rep: edge cases: crashed \(segmentation fault\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    *(volatile char *)p;
}
