/* same-garbage.c - A table of a million links that lead nowhere, one of which is
 * followed. */

#define mm_init good_init
#define mm_malloc good_malloc
#include "tests/broken/base.h"
#undef mm_init
#undef mm_malloc

static char **links;
static int calls;

int mm_init(void)
{
    calls = 0;
    links = mem_sbrk((intptr_t)sizeof(char *) << 20);
    for (size_t i = 0; i < 1 << 20; i++)
        links[i] = (char *)0x5ead00be0000ef00;
    return good_init();
}

void *mm_malloc(size_t n)
{
    if (++calls == 9000)
        *links[7] = 1;
    return good_malloc(n);
}
