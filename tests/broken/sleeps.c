/* sleeps.c - Freeing waits for ever.
 * expect: zoo.rep:8: free: did not return within 1 seconds */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    while (p)
        pause();
}
