/* huge.c - The rounded size overflows.
 * expect: zoo.rep: edge cases: mm_malloc\(18446744073709551615\) did not return NULL */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    return good_malloc(n > SIZE_MAX - 16 ? 16 : n);
}
