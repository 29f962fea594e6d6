/*
 * knr.c - Kernighan and Ritchie's allocator: a ring of free blocks in address order, next
 * fit.
 *
 *    heap    | ring | used | free .......... | used | free ......... |
 *    next      '-------------'--------------------------'---> ring
 *
 * The header of two words holds the block's size and, while it is free, the next free
 * block. Links go one way only, and there is no footer: free follows the ring to its
 * place, where both neighbours are at hand. Searches start where the last one ended, and
 * a request gets the end of the block that is found.
 *
 * Source: Kernighan and Ritchie, The C Programming Language (1988), section 8.7.
 */

#include "config.h"
#include "memlib.h"
#include "plain.h"

#include <stdint.h>
#include <stdio.h>

/* The heap is extended by this many bytes at least. */
enum { CHUNK = 4096 };

#define MAX_REQUEST (SIZE_MAX / 4)

struct header {
    _Alignas(ALIGNMENT) struct header *next;
    size_t size;
};

static struct header *rover; /* before the block that is looked at first */

/* A block of size 0 that is always in the ring, at the start of the heap. */
static struct header *ring(void)
{
    return mem_heap_lo();
}

static struct header *end_of(struct header *b)
{
    return (struct header *)((char *)b + b->size);
}

static struct header *heap_end(void)
{
    return (struct header *)((char *)mem_heap_lo() + mem_heapsize());
}

int mm_init(void)
{
    if (mem_sbrk(sizeof(struct header)) == (void *)-1)
        return -1;
    rover = ring();
    *rover = (struct header){.next = rover, .size = 0};
    return 0;
}

/* The free block that b would follow in the ring. */
static struct header *place_of(struct header *b)
{
    struct header *before = rover < b ? rover : ring();

    while (before->next != ring() && before->next < b)
        before = before->next;
    return before;
}

/* Makes b and the free block behind it in the ring one, if they touch. */
static void coalesce(struct header *b)
{
    if (b == ring() || end_of(b) != b->next)
        return;
    b->size += b->next->size;
    b->next = b->next->next;
}

void mm_free(void *p)
{
    if (!p)
        return;
    struct header *b = (struct header *)p - 1;
    rover = place_of(b);
    b->next = rover->next;
    rover->next = b;
    coalesce(b);
    coalesce(rover);
}

/* A chunk more of the heap, or only so much as is asked for; says whether there was. */
static bool extend(size_t size)
{
    size_t more = size < CHUNK ? CHUNK : size;
    struct header *b = mem_sbrk((intptr_t)more);

    if (b == (void *)-1) {
        more = size;
        b = mem_sbrk((intptr_t)more);
    }
    if (b == (void *)-1)
        return false;
    b->size = more;
    mm_free(b + 1);
    return true;
}

/* Takes the end of the free block behind this one in the ring, or all of it. */
static struct header *take_behind(struct header *before, size_t size)
{
    struct header *b = before->next;

    rover = before;
    if (b->size == size) {
        before->next = b->next;
        return b;
    }
    b->size -= size;
    b = end_of(b);
    b->size = size;
    return b;
}

static struct header *find_fit(size_t size)
{
    struct header *before = rover;

    do {
        if (before->next->size >= size)
            return take_behind(before, size);
        before = before->next;
    } while (before != rover);
    return NULL;
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > MAX_REQUEST)
        return NULL;
    size_t unit = sizeof(struct header);
    size_t size = (n + unit - 1) / unit * unit + unit;
    struct header *b = find_fit(size);
    if (!b && extend(size))
        b = find_fit(size);
    return b ? b + 1 : NULL;
}

size_t mm_usable_size(void *p)
{
    return p ? ((struct header *)p - 1)->size - sizeof(struct header) : 0;
}

void mm_walk(void (*visit)(const struct mm_block *block, void *context), void *context)
{
    struct header *next_free = ring()->next;

    for (struct header *b = ring() + 1; b < heap_end(); b = end_of(b)) {
        bool in_use = b != next_free;
        visit(&(struct mm_block){b, b->size, b + 1, in_use}, context);
        if (!in_use)
            next_free = next_free->next;
    }
}

static bool unsound(int line, const void *where, const char *what)
{
    fprintf(stderr, "line %d: heap at %p: %s\n", line, where, what);
    return false;
}

/* Walks the heap and the ring side by side: both go up. */
bool mm_checkheap(int line)
{
    struct header *b = ring() + 1, *next_free = ring()->next;
    bool after_free = false, rover_seen = rover == ring();

    while (b < heap_end()) {
        if (b->size == 0 || b->size % sizeof *b ||
            b->size > (size_t)((char *)heap_end() - (char *)b))
            return unsound(line, b, "the block's size cannot be right");
        bool is_free = b == next_free;
        if (is_free && after_free)
            return unsound(line, b, "this block and the one before it are both free");
        if (is_free)
            next_free = b->next;
        rover_seen = rover_seen || (is_free && b == rover);
        after_free = is_free;
        b = end_of(b);
    }
    if (next_free != ring())
        return unsound(line, next_free, "the ring leads to what is no block");
    return rover_seen || unsound(line, rover, "the rover is not in the ring");
}
