/* blocks-signals.c - Hangs, and will hear of no signal.
 * expect: zoo.rep:8: free: did not return within 1 seconds */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    sigset_t all;

    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, NULL);
    for (volatile int i = 0; p; i = 1)
        ;
}
