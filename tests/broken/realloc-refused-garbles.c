/* realloc-refused-garbles.c - When mem_sbrk fails, realloc has already written its
 * links into the payload (--thorough). expect: zoo.rep:11: a failing mem_sbrk: realloc:
 * payload of id 0 was overwritten at byte 0 of 100 */

#define mm_realloc good_realloc
#include "base.h"
#undef mm_realloc

void *mm_realloc(void *p, size_t n)
{
    void *q = good_realloc(p, n);

    if (p && !q && n < SIZE_MAX / 4)
        memset(p, 0, 2 * sizeof(void *));
    return q;
}
