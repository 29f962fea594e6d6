/* timer.c - A timer ends the process.
 * expect: zoo.rep: mm_init: crashed \(Alarm clock\)
 * apart: zoo.rep: mm_init: did not return within 1 seconds
 */

#define mm_init good_init
#include "base.h"
#undef mm_init

#include <sys/time.h>

int mm_init(void)
{
    signal(SIGALRM, SIG_DFL);
    setitimer(ITIMER_REAL, &(struct itimerval){.it_value.tv_usec = 1}, NULL);
    for (;;)
        ;
}
