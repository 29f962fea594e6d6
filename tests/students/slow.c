/* slow.c - Correct, but every request takes long. */

#define mm_malloc good_malloc
#include "list.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    for (volatile int i = 0; i < 100000000; i++)
        ;
    return good_malloc(n);
}
