/* log-freed.c - Keeps a log of answers in the heap's first page, in payloads that are
 * freed before the replay ends. Gains: the speed of a table, for short traces. ends:
 * honest or invalid */

#include "replaying.h"

static uint32_t *find_log(void)
{
    room = 200;
    return (uint32_t *)((char *)mem_heap_lo() + mem_pagesize() - 1024);
}
