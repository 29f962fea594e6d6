/* differs-apart.c - Its heap is larger where it has an environment: in the process that
 * judges, and not in that of a host. */

#define mm_init good_init
#include "tests/broken/base.h"
#undef mm_init

extern char **environ;

int mm_init(void)
{
    if (environ && *environ)
        mem_sbrk(4096);
    return good_init();
}
