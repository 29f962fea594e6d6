/*
 * mm.c - Your allocator. For now: the simplest one that is correct.
 *
 * A block is a header, which holds the size of the payload, and the payload:
 *
 *    | header | payload ............ | header | payload ... |
 *             '                               '
 *             aligned                         aligned
 *
 * mm_malloc puts each block at the end of the heap. mm_free does nothing: memory
 * is never used again, which is fast, and wasteful. Where to go from here:
 *
 *    1. mm_free marks a block as free, and mm_malloc looks for a free block before
 *       it extends the heap (an implicit list; CS:APP 9.9.6 to 9.9.9)
 *    2. free neighbours become one block (coalescing with boundary tags; 9.9.10, 9.9.11)
 *    3. free blocks are linked, so that a search sees only these (9.9.13)
 *    4. a list for each class of sizes (9.9.14)
 *    5. mm_realloc in place
 *
 * Write mm_checkheap as you go, and run ./mdriver -D: it is called after every
 * request then, and a fault is found where it happens.
 */

#include "mm.h"

#include "config.h"
#include "memlib.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

/* A header takes as much as the alignment asks for, so that the payload behind it
 * is aligned. It needs less: that is your first chance to save. */
#define HEADER ALIGNMENT

/* Larger requests cannot be met, and no sum made from a smaller one overflows. */
#define MAX_REQUEST (SIZE_MAX / 4)

static size_t *header_of(void *payload)
{
    return (size_t *)((char *)payload - HEADER);
}

static size_t round_up(size_t n)
{
    return (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/* Called before each trace, on an empty heap. Set every global variable here: it
 * still has its value from the trace before. */
int mm_init(void)
{
    return 0;
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > MAX_REQUEST)
        return NULL;
    char *block = mem_sbrk((intptr_t)(HEADER + round_up(n)));
    if (block == (void *)-1)
        return NULL;
    void *payload = block + HEADER;
    *header_of(payload) = round_up(n);
    return payload;
}

void mm_free(void *p)
{
    (void)p;
}

void *mm_realloc(void *p, size_t n)
{
    if (!p)
        return mm_malloc(n);
    if (n == 0) {
        mm_free(p);
        return NULL;
    }
    if (n <= *header_of(p))
        return p;
    void *q = mm_malloc(n > MAX_REQUEST ? n : 2 * n); /* what grows will grow again */
    if (!q)
        return NULL;
    memcpy(q, p, *header_of(p));
    mm_free(p);
    return q;
}

void *mm_calloc(size_t count, size_t n)
{
    if (n != 0 && count > SIZE_MAX / n)
        return NULL;
    void *p = mm_malloc(count * n);
    return p ? memset(p, 0, count * n) : NULL;
}

/* True if all is as it should be. Here: the blocks fill the heap exactly. */
bool mm_checkheap(int line)
{
    char *block = mem_heap_lo();
    char *end = block + mem_heapsize();

    while (block < end)
        block += HEADER + *header_of(block + HEADER);
    if (block != end)
        fprintf(stderr, "line %d: the last block does not end where the heap does\n",
                line);
    return block == end;
}
