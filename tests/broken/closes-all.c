/* closes-all.c - All descriptors are closed.
 * expect: valid */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    for (int i = 0; i < 1000; i++)
        close(i);
    return good_malloc(n);
}
