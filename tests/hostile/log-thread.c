/* log-thread.c - Keeps the log of answers in thread-local storage.
 * Gains: the speed of a table.
 * ends: rules; then honest or invalid */

#include "replaying.h"

static __thread uint32_t buffer[1 << 17];

static uint32_t *find_log(void)
{
    room = (1 << 17) - HEAD;
    return buffer;
}
