/* second-contents.c - From the second mm_init on, realloc copies nothing.
 * expect: zoo.rep:\d+: second replay: realloc: byte 0 of the 100 that must be kept is
 * lost \(100 before, 300 now\) */

#define mm_realloc good_realloc
#define mm_init good_init
#include "base.h"
#undef mm_realloc
#undef mm_init

static int rounds;

int mm_init(void)
{
    rounds++;
    return good_init();
}

void *mm_realloc(void *p, size_t n)
{
    return rounds < 2 ? good_realloc(p, n) : mm_malloc(n);
}
