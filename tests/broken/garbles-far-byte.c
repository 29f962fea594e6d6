/* garbles-far-byte.c - Freeing changes a byte far behind.
 * expect: zoo.rep:14: realloc: payload of id 3 was overwritten at byte 140 of
 * 150\n.*\n.*\n +it happened during line 13 \(f 2\) */

#define mm_free good_free
#include "base.h"
#undef mm_free

void mm_free(void *p)
{
    if (p && *size_of(p) == 49)
        ((char *)p)[64 + ALIGNMENT + 140] ^= 1;
}
