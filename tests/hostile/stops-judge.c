/* stops-judge.c - Stops its parent, and all of its group.
 * Gains: nothing; the grading of the others ends.
 * ends: rules; then honest or invalid */

#include <signal.h>
#include <unistd.h>

#define mm_init honest_init
#include "honest.h"
#undef mm_init

int mm_init(void)
{
    kill(0, SIGSTOP), kill(getppid(), SIGSTOP);
    return honest_init();
}
