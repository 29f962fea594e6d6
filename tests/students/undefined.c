/* undefined.c - Calls a function that it has forgotten to define. */

#define mm_free good_free
#include "list.h"
#undef mm_free

void insert(void *block);

void mm_free(void *p)
{
    insert(p);
}
