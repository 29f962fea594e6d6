/* realloc-null.c - Realloc fails.
 * expect: zoo.rep:11: realloc: returned NULL for 300 bytes; .* */

#define mm_realloc good_realloc
#include "base.h"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    return p && n > *size_of(p) ? NULL : good_realloc(p, n);
}
