/* raw-exit.c - Ends without a word to the C library.
 * expect: zoo.rep:8: free: exited with status 0 in the middle of the run */

#define mm_free good_free
#include "base.h"
#undef mm_free

#include <sys/syscall.h>

void mm_free(void *p)
{
    if (p)
        syscall(SYS_exit_group, 0);
}
