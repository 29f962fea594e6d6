/* traces-judge.c - Attaches to its parent as a debugger does.
 * Gains: to write the verdict there.
 * ends: rules; then honest or invalid */

#include <sys/ptrace.h>
#include <unistd.h>

#define mm_init honest_init
#include "honest.h"
#undef mm_init

int mm_init(void)
{
    if (ptrace(PTRACE_ATTACH, getppid(), 0, 0) == 0)
        ptrace(PTRACE_POKEDATA, getppid(), mem_heap_lo(), 1);
    return honest_init();
}
