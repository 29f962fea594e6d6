/*
 * heap.c - The allocator's side of memlib.h: the judge moves the break.
 */

#include "apart/heap.h"

#include "apart/platform-cell.h"
#include "config.h"
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

/* The judge has moved the break; it says where. */
static void *ask_to_grow(intptr_t incr)
{
    judge->statement = WANTS_MEMORY;
    judge->value = (uintptr_t)incr;
    wire_pass(judge, JUDGES_TURN);
    wire_wait(judge, HOSTS_TURN, 0);
    void *old = (void *)judge->value;
    if (old == (void *)-1)
        errno = ENOMEM;
    return old;
}

/* The pages that the break has passed. Of very much at once only what is touched comes
 * into memory. */
static void prepare(char *from, size_t bytes)
{
    size_t page = mem_pagesize(), rest = (page - (uintptr_t)from % page) % page;

    if (bytes > rest && bytes <= PAYLOAD_WHOLE)
        cell_populate(from + rest, from + bytes);
}

void *mem_sbrk(intptr_t incr)
{
    if (judge->granted)
        return grow(incr);
    void *old = ask_to_grow(incr);
    if (old != (void *)-1)
        prepare(old, (size_t)incr);
    return old;
}

static void touch(char *from, char *to)
{
    for (volatile char *p = from; p < to; p += mem_pagesize())
        *p = *p;
}

void heap_touch(size_t bytes)
{
    enum { PART = 2 << 20 /* bytes: what is prepared is still at hand */ };

    for (char *p = base, *end = base + bytes; p < end; p += PART) {
        char *part = end - p < PART ? end : p + PART;
        cell_populate(p, part);
        touch(p, part);
    }
}

void *mem_heap_lo(void)
{
    return base;
}

void *mem_heap_hi(void)
{
    return base + judge->heap - 1;
}

/* There are none: a collector is run apart as an explicit allocator. */
void *const *mem_roots_lo(void)
{
    return NULL;
}

void *const *mem_roots_hi(void)
{
    return NULL;
}

size_t mem_heapsize(void)
{
    return judge->heap;
}

size_t mem_pagesize(void)
{
    return (size_t)sysconf(_SC_PAGESIZE);
}
