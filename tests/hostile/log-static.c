/* log-static.c - Keeps the log of answers in a static buffer of 1 MB.
 * Gains: the speed of a table.
 * ends: rules; then honest or invalid */

#include "replaying.h"

static uint32_t buffer[1 << 18];

static uint32_t *find_log(void)
{
    room = (1 << 18) - HEAD;
    return buffer;
}
