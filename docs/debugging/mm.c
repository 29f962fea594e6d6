/*
 * mm.c - One free list, first fit, no coalescing; with a bug, for docs/debugging.md.
 *
 *    block:  | size | payload ...... |      a free one's payload begins with a link
 */

#include "mm.h"

#include "config.h"
#include "memlib.h"

#include <stdint.h>
#include <string.h>

struct block {
    _Alignas(ALIGNMENT) size_t size; /* of the payload */
    _Alignas(ALIGNMENT) struct block *next;
};

static struct block *first;

static struct block *block_of(void *payload)
{
    return (struct block *)((char *)payload - ALIGNMENT);
}

int mm_init(void)
{
    first = NULL;
    return 0;
}

static struct block *find_fit(size_t n)
{
    for (struct block **link = &first; *link; link = &(*link)->next)
        if ((*link)->size >= n) {
            struct block *found = *link;
            *link = found->next;
            return found;
        }
    return NULL;
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    n = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *block = find_fit(n);
    if (!block) {
        block = mem_sbrk((intptr_t)(ALIGNMENT + n));
        if (block == (void *)-1)
            return NULL;
        block->size = n;
    }
    return &block->next;
}

void mm_free(void *p)
{
    if (!p)
        return;
    struct block *block = block_of(p);
    block->next = first;
    first = block;
}

void *mm_realloc(void *p, size_t n)
{
    if (p && n <= block_of(p)->size && n > 0)
        return p;
    size_t old = p ? block_of(p)->size : 0;
    mm_free(p);
    void *q = mm_malloc(n);
    return q && p ? memcpy(q, p, old < n ? old : n) : q;
}

void *mm_calloc(size_t count, size_t n)
{
    if (n && count > SIZE_MAX / n)
        return NULL;
    void *p = mm_malloc(count * n);
    return p ? memset(p, 0, count * n) : NULL;
}

/* Every free block lies in the heap, and the list ends. */
bool mm_checkheap(int line)
{
    size_t most = mem_heapsize() / (2 * ALIGNMENT);

    (void)line;
    for (struct block *block = first; block; block = block->next)
        if ((char *)block < (char *)mem_heap_lo() ||
            (char *)block > (char *)mem_heap_hi() || most-- == 0)
            return false;
    return true;
}
