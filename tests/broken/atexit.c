/* atexit.c - A function that runs at the end prints a score.
 * expect: valid */

#define mm_init good_init
#include "base.h"
#undef mm_init

static void forge(void)
{
    puts("mm 23/23 100.0 % 100.0");
    fflush(stdout);
    _exit(0);
}

int mm_init(void)
{
    atexit(forge);
    return good_init();
}
