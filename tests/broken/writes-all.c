/* writes-all.c - Junk for every descriptor.
 * expect: valid */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    for (int i = 0; i < 1000; i++)
        if (write(i, "score 100\n", 10) < 0)
            continue;
    return good_malloc(n);
}
