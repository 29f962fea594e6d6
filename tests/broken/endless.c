/* endless.c - Freeing never ends.
 * expect: zoo.rep:8: free: did not return within 1 seconds */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    for (volatile int i = 0; p; i = 1)
        ;
}
