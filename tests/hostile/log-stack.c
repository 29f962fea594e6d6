/* log-stack.c - Keeps the log of answers a megabyte down the stack.
 * Gains: the speed of a table.
 * ends: honest or invalid */

#include "replaying.h"

static uint32_t *find_log(void)
{
    room = 1 << 16;
    return (uint32_t *)(((uintptr_t)__builtin_frame_address(0) >> 16 << 16) - (1 << 20));
}
