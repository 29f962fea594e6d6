/*
 * list.h - A correct allocator as students write it, from which the others differ in one
 * thing.
 *
 * Blocks have headers of ALIGNMENT bytes, in which the size stands and whether the block
 * is in use; the first free one that is large enough is taken, and never split. A file
 * with a bug names what it replaces, includes this one, and writes its own:
 *
 *    #define mm_free good_free
 *    #include "list.h"
 *    #undef mm_free
 */

#include "config.h"
#include "memlib.h"
#include "mm.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct block {
    size_t size; /* of the payload */
    size_t used;
};

static inline struct block *block_of(void *p)
{
    return (struct block *)p - 1;
}

static inline struct block *next_of(struct block *b)
{
    return (struct block *)((char *)(b + 1) + b->size);
}

static struct block *find_fit(size_t n)
{
    struct block *end = (struct block *)((char *)mem_heap_lo() + mem_heapsize());

    for (struct block *b = mem_heap_lo(); b < end; b = next_of(b))
        if (!b->used && b->size >= n)
            return b;
    return NULL;
}

int mm_init(void)
{
    return 0;
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    n = (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct block *b = find_fit(n);
    if (!b) {
        b = mem_sbrk((intptr_t)(sizeof *b + n));
        if (b == (void *)-1)
            return NULL;
        b->size = n;
    }
    b->used = 1;
    return b + 1;
}

void mm_free(void *p)
{
    if (p)
        block_of(p)->used = 0;
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);

    if (p && q)
        memcpy(q, p, block_of(p)->size < n ? block_of(p)->size : n);
    if (q || n == 0)
        mm_free(p);
    return q;
}

void *mm_calloc(size_t count, size_t n)
{
    if (n && count > SIZE_MAX / n)
        return NULL;
    void *p = mm_malloc(count * n);
    return p ? memset(p, 0, count * n) : NULL;
}

bool mm_checkheap(int line)
{
    return line >= 0;
}
