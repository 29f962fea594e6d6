/* prints-much.c - More output than anybody wants.
 * expect: valid */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    for (int i = 0; i < 500; i++)
        puts("all tests passed");
    return good_malloc(n);
}
