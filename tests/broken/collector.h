/*
 * collector.h - A correct collector that the broken ones differ from in one thing.
 *
 * Blocks are a row with headers. Which block an address is in is found by a walk, and
 * marking is recursive: short heaps are all that it must be good for. A broken collector
 * says what it does otherwise by one of the names below, and includes this file.
 */

#include "config.h"
#include "memlib.h"
#include "mm.h"

#include <stdint.h>
#include <string.h>

struct head {
    _Alignas(ALIGNMENT) size_t size; /* of the payload; a multiple of ALIGNMENT */
    bool in_use, marked, is_busy;
};

static char *payload_of(struct head *b)
{
    return (char *)(b + 1);
}

static struct head *next_of(struct head *b)
{
    return (struct head *)(payload_of(b) + b->size);
}

static struct head *first(void)
{
    return mem_heap_lo();
}

static struct head *last(void)
{
    return (struct head *)((char *)mem_heap_lo() + mem_heapsize());
}

/* Is the address a reference to the block? */
#ifndef REFERS
#define REFERS(address, b) \
    ((char *)(address) >= payload_of(b) && (char *)(address) < payload_of(b) + (b)->size)
#endif

/* Where the words of a payload that are looked at begin and end, in bytes. */
#ifndef FROM
#define FROM(b) 0
#endif
#ifndef TO
#define TO(b) ((b)->size)
#endif

/* The roots that are looked at. */
#ifndef LAST_ROOT
#define LAST_ROOT mem_roots_hi()
#endif

/* What the sweep frees. */
#ifndef IS_GARBAGE
#define IS_GARBAGE(b) (!(b)->marked)
#endif

/* What it does with a mark. */
#ifndef UNMARK
#define UNMARK(b) ((b)->marked = false)
#endif

/* What else is done to a block that is freed, and to one that lives. */
#ifndef FREED
#define FREED(b) ((void)0)
#endif
#ifndef LIVES
#define LIVES(b) ((void)0)
#endif

int mm_init(void)
{
    return 0;
}

#ifndef OWN_MARK
static void mark(void *address)
{
    for (struct head *b = first(); b < last(); b = next_of(b)) {
        if (!b->in_use || b->marked || !REFERS(address, b))
            continue;
        b->marked = true;
        for (size_t i = FROM(b); i + sizeof(void *) <= TO(b); i += sizeof(void *))
            mark(*(void **)(payload_of(b) + i));
    }
}
#else
static void mark(void *address);
#endif

static size_t release(struct head *b)
{
    b->in_use = false;
    memset(payload_of(b), 0x11, b->size);
    FREED(b);
    return sizeof *b + b->size;
}

#ifndef OWN_COLLECT
size_t mm_collect(void)
{
    size_t freed = 0;

    for (void *const *root = mem_roots_lo(); root < LAST_ROOT; root++)
        mark(*root);
    for (struct head *b = first(); b < last(); b = next_of(b)) {
        if (b->in_use && IS_GARBAGE(b))
            freed += release(b);
        else if (b->in_use)
            LIVES(b);
        UNMARK(b);
    }
    return freed;
}
#endif

/* The first free block that is large enough, or a new one. */
void *mm_malloc(size_t n)
{
    size_t size = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;

    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    struct head *b = first();
    while (b < last() && (b->in_use || b->size < size))
        b = next_of(b);
    if (b == last()) {
        if (mem_sbrk((intptr_t)(sizeof *b + size)) == (void *)-1)
            return NULL;
        b->size = size;
    }
    b->in_use = true;
    b->marked = false;
    memset(payload_of(b), 0, b->size);
    return payload_of(b);
}

void mm_free(void *p)
{
    if (p)
        release((struct head *)p - 1);
}

void *mm_realloc(void *p, size_t n)
{
    size_t old = p ? ((struct head *)p - 1)->size : 0;

    if (p && n > 0 && n <= old)
        return p;
    void *q = mm_malloc(n);
    if (p && q)
        memcpy(q, p, old);
    if (q || n == 0)
        mm_free(p);
    return q;
}

bool mm_checkheap(int line)
{
    struct head *b = first();

    while (b < last())
        b = next_of(b);
    return b == last() && line >= 0;
}

void mm_walk(void (*visit)(const struct mm_block *block, void *context), void *context)
{
    for (struct head *b = first(); b < last(); b = next_of(b))
        visit(&(struct mm_block){b, sizeof *b + b->size, payload_of(b), b->in_use},
              context);
}
