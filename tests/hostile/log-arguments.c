/* log-arguments.c - Keeps a log of answers in the strings of arguments and environment,
 * above the stack. Gains: the speed of a table, for short traces. ends: honest or invalid
 */

#include "replaying.h"

/* Upwards, each page holds at least a pointer to the next strings; the last ones end at
 * the file's name. */
static uint32_t *find_log(void)
{
    char **frame = __builtin_frame_address(0), *highest = NULL;

    for (size_t i = 0; i < 256; i++)
        if (frame[i] > (char *)&frame[i] && frame[i] < (char *)frame + (1 << 20) &&
            frame[i] > highest)
            highest = frame[i];
    room = 500;
    return highest ? (uint32_t *)((uintptr_t)highest / 16 * 16) : NULL;
}
