/* forks.c - Children that would outlive the run.
 * expect: valid */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    if (fork() == 0)
        for (;;)
            pause();
    return good_malloc(n);
}
