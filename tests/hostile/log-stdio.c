/* log-stdio.c - Prints the log of answers into stdout's buffer, and finds it there again.
 * Gains: the speed of a table, for short traces.
 * ends: honest */

#include "replaying.h"

/* In glibc the buffer's address is the fifth word of a FILE. */
static uint32_t *find_log(void)
{
    if (!((char **)stdout)[4])
        fputc(' ', stdout);
    room = 800;
    return ((uint32_t **)stdout)[4];
}
