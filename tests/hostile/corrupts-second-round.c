/* corrupts-second-round.c - From the second mm_init on, each malloc clears the payload
 * before. */

#define mm_malloc good_malloc
#define mm_init good_init
#include "tests/broken/base.h"
#undef mm_malloc
#undef mm_init

static int rounds;
static void *last;

int mm_init(void)
{
    rounds++;
    last = NULL;
    return good_init();
}

void *mm_malloc(size_t n)
{
    void *p = good_malloc(n);

    if (p && last && rounds == 2)
        memset(last, 0, ALIGNMENT);
    return last = p;
}
