/* long-jump.c - Comes back by longjmp from a request into mm_init.
 * Gains: the requests that are left out.
 * ends: rules; then invalid */

#include <setjmp.h>

#define mm_init honest_init
#define mm_malloc honest_malloc
#include "honest.h"
#undef mm_init
#undef mm_malloc

static jmp_buf *place;

int mm_init(void)
{
    jmp_buf here;

    place = &here;
    return setjmp(here) ? 0 : honest_init();
}

void *mm_malloc(size_t n)
{
    if (n == 0x1f1)
        longjmp(*place, 1);
    return honest_malloc(n);
}
