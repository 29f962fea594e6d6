/* harms-files.c - Empties, renames and removes the trace, and writes one of its own.
 * expect: valid */

#define mm_init good_init
#include "base.h"
#undef mm_init

#define TRACE "tests/broken/zoo.rep"

int mm_init(void)
{
    FILE *file = fopen(TRACE, "w");

    if (file)
        fclose(file);
    if (truncate(TRACE, 0) == 0 || rename(TRACE, "gone.rep") == 0 || unlink(TRACE) == 0)
        return -1;
    return good_init();
}
