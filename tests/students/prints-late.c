/* prints-late.c - Prints at every call, and fails late. */

#define mm_malloc good_malloc
#include "list.h"
#undef mm_malloc

static int calls;

void *mm_malloc(size_t n)
{
    printf("call %d\n", ++calls);
    return calls > 1000 ? NULL : good_malloc(n);
}
