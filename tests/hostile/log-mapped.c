/* log-mapped.c - Keeps the log of answers in memory that it maps.
 * Gains: the speed of a table.
 * ends: rules; then honest */

#include <sys/mman.h>

#include "replaying.h"

static uint32_t *mapped;

static uint32_t *find_log(void)
{
    if (!mapped)
        mapped = mmap(NULL, 1 << 22, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
                      -1, 0);
    room = 1 << 19;
    return mapped == MAP_FAILED ? NULL : mapped;
}
