/* sbrk-gives-up.c - After mem_sbrk has failed once, nothing is served any more
 * (--thorough). expect: zoo.rep:6: a failing mem_sbrk: malloc: returned NULL for 200
 * bytes; the heap has 0 of a possible \d+ */

#define mm_init good_init
#define mm_malloc good_malloc
#include "base.h"
#undef mm_init
#undef mm_malloc

static int full;

int mm_init(void)
{
    full = 0;
    return good_init();
}

void *mm_malloc(size_t n)
{
    void *p = full ? NULL : good_malloc(n);
    full |= n > 0 && n < 1000 && !p;
    return p;
}
