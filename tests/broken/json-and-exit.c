/* json-and-exit.c - mm_init prints a line for Autolab and exits.
 * expect: zoo.rep: mm_init: exited with status 0 in the middle of the run */

#define mm_init good_init
#include "base.h"
#undef mm_init

int mm_init(void)
{
    printf("{\"scores\": {\"mm\": 100.0}}\n");
    exit(0);
}
