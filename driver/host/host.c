/*
 * host.c - The heap that an allocator finds when it starts.
 */

#include "host/host.h"

#include "memlib.h"

void host_empty_heap(const struct host *host, unsigned char fill)
{
    if (host->contract)
        mem_commit(0);
    else
        mem_guard(fill);
    mem_reset_brk();
}
