/* log-stack-near.c - Keeps a log of answers just below the frames, in reach of the
 * smallest stack. Gains: the speed of a table, for short traces. ends: honest or invalid
 */

#include "replaying.h"

static uint32_t *find_log(void)
{
    room = 8192 - HEAD;
    return (uint32_t *)(((uintptr_t)__builtin_frame_address(0) >> 12 << 12) - 40960);
}
