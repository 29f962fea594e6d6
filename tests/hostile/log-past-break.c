/* log-past-break.c - Keeps the log of answers past the break, 256 MB into the heap's
 * room. Gains: the speed of a table. ends: honest or invalid */

#include "replaying.h"

static uint32_t *find_log(void)
{
    room = 1 << 18;
    return (uint32_t *)((char *)mem_heap_lo() + (256 << 20));
}
