/* free-null.c - Nobody asks whether p is NULL. */

#define mm_free good_free
#include "list.h"
#undef mm_free

void mm_free(void *p)
{
    *((size_t *)p - 1) = 0;
}
