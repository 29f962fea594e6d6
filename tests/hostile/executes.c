/* executes.c - Becomes another program, with LD_PRELOAD set.
 * Gains: whatever that prints; a process without walls.
 * ends: rules; then honest or invalid */

#include <unistd.h>

#define mm_init honest_init
#include "honest.h"
#undef mm_init

int mm_init(void)
{
    char *words[] = {"true", NULL}, *environment[] = {"LD_PRELOAD=/tmp/mm.so", NULL};

    execve("/bin/true", words, environment);
    return honest_init();
}
