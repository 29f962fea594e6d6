/* kills-parent.c - Signals for the driver, which must not arrive.
 * expect: valid */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    kill(getppid(), SIGKILL);
    return good_malloc(n);
}
