/* null.c - The third request gets nothing.
 * expect: zoo.rep:7: malloc: returned NULL for 49 bytes; the heap has \d+ of a possible
 * \d+ */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    return n == 49 ? NULL : good_malloc(n);
}
