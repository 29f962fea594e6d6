/* child.c - Leaves a child behind that burns the processor while others are timed.
 * Gains: others are slower; and memory that outlives the process.
 * ends: rules; then honest or invalid */

#include <unistd.h>

#define mm_init honest_init
#include "honest.h"
#undef mm_init

int mm_init(void)
{
    if (fork() == 0)
        for (;;)
            ;
    return honest_init();
}
