/* second-realloc-to-0.c - From the second mm_init on, realloc to 0 bytes returns an
 * address (traces/edge/nothing.rep). expect: traces/edge/nothing.rep:17: second replay:
 * realloc: returned 0x10, but NULL when the trace was replayed first: state has outlived
 * mm_init, or memory was read that never was written */

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
    return n == 0 && rounds > 1 ? (void *)16 : good_realloc(p, n);
}
