/* timer-handler.c - A handler for a timer prints a score, over and over.
 * expect: valid */

#define mm_init good_init
#include "base.h"
#undef mm_init

#include <sys/time.h>

static void print(int number)
{
    static const char text[] = "{\"scores\": {\"mm\": 100}}\n";
    if (number && write(1, text, sizeof text - 1) < 0)
        return;
}

int mm_init(void)
{
    signal(SIGALRM, print);
    setitimer(ITIMER_REAL, &(struct itimerval){{0, 1000}, {0, 1000}}, NULL);
    return good_init();
}
