/* realloc-to-nothing.c - Realloc divides by the size. */

#define mm_realloc good_realloc
#include "list.h"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    return p && block_of(p)->size / n == 1 ? p : good_realloc(p, n);
}
