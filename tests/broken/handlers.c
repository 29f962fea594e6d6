/* handlers.c - Signal handlers and a timer.
 * expect: valid */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

void *mm_malloc(size_t n)
{
    signal(SIGSEGV, SIG_IGN);
    signal(SIGALRM, SIG_IGN);
    signal(SIGXCPU, SIG_IGN);
    alarm(1);
    return good_malloc(n);
}
