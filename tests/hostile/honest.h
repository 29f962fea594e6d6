/*
 * honest.h - The honest part of the hostile submissions: a list of free blocks, first
 * fit.
 *
 *    in use    | size + 1 | payload ...           | size + 1 |
 *    free      | size     | next | prev | ...     | size     |
 *
 * What a submission replaces it names before it includes this file, and writes its own:
 *
 *    #define mm_malloc honest_malloc
 *    #include "honest.h"
 *    #undef mm_malloc
 */

#include "config.h"
#include "memlib.h"
#include "mm.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { HALF = ALIGNMENT, LEAST = 4 * ALIGNMENT }; /* of tag and padding; of a block */

struct block {
    size_t size; /* of the whole block; odd: in use */
    size_t unused[HALF / sizeof(size_t) - 1];
    struct block *next, *prev;
};

static struct block *first_free;

static inline struct block *after(struct block *b)
{
    return (struct block *)((char *)b + (b->size & ~(size_t)1));
}

static inline void tag(struct block *b, size_t size)
{
    b->size = size;
    *(size_t *)((char *)b + (size & ~(size_t)1) - HALF) = size;
}

static inline void leave(struct block *b)
{
    *(b->prev ? &b->prev->next : &first_free) = b->next;
    if (b->next)
        b->next->prev = b->prev;
}

static inline void enter(struct block *b)
{
    b->prev = NULL;
    b->next = first_free;
    if (first_free)
        first_free->prev = b;
    first_free = b;
}

/* Between two granules in use that no block is. */
int mm_init(void)
{
    char *p = mem_sbrk(2 * HALF);

    if (p == (void *)-1)
        return -1;
    first_free = NULL;
    *(size_t *)p = *(size_t *)(p + HALF) = 1;
    return 0;
}

static struct block *extended(size_t size)
{
    struct block *b = (struct block *)((char *)mem_sbrk((intptr_t)size) - HALF);

    if ((char *)b + HALF == (void *)-1)
        return NULL;
    tag(b, size);
    after(b)->size = 1;
    return b;
}

/* b, which is in no list, gives what is beyond size to the list. */
static void *used(struct block *b, size_t size)
{
    size_t left = (b->size & ~(size_t)1) - size;

    if (left >= LEAST) {
        tag(b, size);
        tag(after(b), left);
        enter(after(b));
    }
    tag(b, b->size | 1);
    return (char *)b + HALF;
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    size_t size = (n + 2 * HALF + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    size = size < LEAST ? LEAST : size;
    struct block *b = first_free;
    while (b && b->size < size)
        b = b->next;
    if (b)
        leave(b);
    else
        b = extended(size);
    return b ? used(b, size) : NULL;
}

void mm_free(void *p)
{
    if (!p)
        return;
    struct block *b = (struct block *)((char *)p - HALF), *next = after(b);
    size_t size = b->size & ~(size_t)1, before = *(size_t *)((char *)b - HALF);
    if (!(next->size & 1)) {
        leave(next);
        size += next->size;
    }
    if (!(before & 1)) {
        b = (struct block *)((char *)b - before);
        leave(b);
        size += before;
    }
    tag(b, size);
    enter(b);
}

void *mm_realloc(void *p, size_t n)
{
    if (!p)
        return mm_malloc(n);
    size_t room =
        p ? (((struct block *)((char *)p - HALF))->size & ~(size_t)1) - 2 * HALF : 0;
    if (n > 0 && n <= room)
        return p;
    void *q = n ? mm_malloc(n) : NULL;
    if (q)
        memcpy(q, p, room);
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
    (void)line;
    return true;
}
