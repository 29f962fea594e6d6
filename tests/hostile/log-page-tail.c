/* log-page-tail.c - Keeps a log of answers behind its own variables, in the rest of their
 * page. Gains: the speed of a table, for short traces. ends: honest */

#include "replaying.h"

static uint32_t *find_log(void)
{
    uintptr_t end = ((uintptr_t)&first_free | 4095) + 1,
              start = (uintptr_t)&first_free + 256;

    room = end > start + 64 ? (end - start) / 4 - HEAD : 0;
    return room ? (uint32_t *)(start / 16 * 16) : NULL;
}
