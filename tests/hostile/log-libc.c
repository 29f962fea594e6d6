/* log-libc.c - Keeps a log of answers in the C library's own variables, behind stdout.
 * Gains: the speed of a table, for short traces.
 * ends: honest or invalid */

#include "replaying.h"

static uint32_t *find_log(void)
{
    room = 600;
    return (uint32_t *)((((uintptr_t)stdout | 4095) + 1) - 2500 / 16 * 16);
}
