/* kills-judge.c - Kills its parent.
 * Gains: nothing; the grading of the others ends.
 * ends: rules; then honest or invalid */

#include <signal.h>
#include <unistd.h>

#define mm_init honest_init
#include "honest.h"
#undef mm_init

int mm_init(void)
{
    kill(getppid(), SIGKILL);
    return honest_init();
}
