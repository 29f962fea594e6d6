/*
 * heap.c - The allocator's side of memlib.h: the judge moves the break.
 */

#include "apart/heap.h"

#include "memlib.h"

#include <errno.h>
#include <unistd.h>

static struct wire *judge;
static char *base;

void heap_begin(struct wire *wire)
{
    judge = wire;
    base = (char *)wire->heap_base;
}

/* Up to what was granted, without asking. */
static void *grow(intptr_t incr)
{
    size_t before = judge->heap;

    if (incr < 0 || (size_t)incr > judge->granted - before) {
        errno = ENOMEM;
        return (void *)-1;
    }
    judge->heap = before + (size_t)incr;
    return base + before;
}

void *mem_sbrk(intptr_t incr)
{
    if (judge->granted)
        return grow(incr);
    judge->statement = WANTS_MEMORY;
    judge->value = (uintptr_t)incr;
    wire_pass(judge, JUDGES_TURN);
    wire_wait(judge, HOSTS_TURN, 0);
    void *old = (void *)judge->value;
    if (old == (void *)-1)
        errno = ENOMEM;
    return old;
}

void *mem_heap_lo(void)
{
    return base;
}

void *mem_heap_hi(void)
{
    return base + judge->heap - 1;
}

size_t mem_heapsize(void)
{
    return judge->heap;
}

size_t mem_pagesize(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}
