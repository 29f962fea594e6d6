/* fake-score.c - mm_init prints a score and exits.
 * expect: zoo.rep: mm_init: exited with status 0 in the middle of the run */

#define mm_init good_init
#include "base.h"
#undef mm_init

int mm_init(void)
{
    printf("allocator  valid  utilization  score\nmm  20/20  100.0 %%  "
           "100.0\n{\"scores\": {\"mm\": 100}}\n");
    fflush(stdout);
    exit(0);
}
