/* realloc-failing-frees.c - A realloc that fails has lost the payload.
 * expect: zoo.rep: edge cases: mm_realloc\(p, SIZE_MAX\) failed, but changed byte 0 of
 * 100 */

#define mm_realloc good_realloc
#include "base.h"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    void *q = good_realloc(p, n);
    if (p && !q && n > 0)
        memset(p, 0, *size_of(p));
    return q;
}
