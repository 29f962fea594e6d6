/* realloc-of-null.c - Realloc reads the header of NULL. */

#define mm_realloc good_realloc
#include "list.h"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    return block_of(p)->size < n ? good_realloc(p, n) : p;
}
