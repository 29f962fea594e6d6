/*
 * base.c - A correct allocator: a list of free blocks for each size, blocks never merge.
 *
 * generate.py puts a submission's own deed into PREPARE or BEFORE_MALLOC.
 */

#include "mm.h"

#include "memlib.h"

#include <stdint.h>
#include <string.h>

@INCLUDES@

#define GRAIN ((size_t)@GRAIN@)
enum { LISTS = 12 };

static void **lists; /* at the start of the heap */

@HELPERS@

static size_t *header_of(void *p)
{
    return (size_t *)p - 1;
}

static size_t list_of(size_t n)
{
    size_t list = n / GRAIN;
    return list < LISTS ? list : LISTS - 1;
}

int mm_init(void)
{
    lists = mem_sbrk(LISTS * sizeof(void *) + 16 - sizeof(size_t));
    memset(lists, 0, LISTS * sizeof(void *));
    @PREPARE@
    return 0;
}

void *mm_malloc(size_t n)
{
    @BEFORE_MALLOC@
    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    n = (n + sizeof(size_t) + GRAIN - 1) / GRAIN * GRAIN;
    void **place = &lists[list_of(n)];
    while (*place && *header_of(*place) < n)
        place = *place;
    if (*place) {
        void *p = *place;
        *place = *(void **)p;
        return p;
    }
    size_t *block = mem_sbrk((intptr_t)n);
    if (block == (void *)-1)
        return NULL;
    *block = n;
    return block + 1;
}

void mm_free(void *p)
{
    if (!p)
        return;
    void **list = &lists[list_of(*header_of(p))];
    *(void **)p = *list;
    *list = p;
}

void *mm_realloc(void *p, size_t n)
{
    if (p && n && n + sizeof(size_t) <= *header_of(p) && n < SIZE_MAX / 4)
        return p;
    void *q = mm_malloc(n);
    if (p && q)
        memcpy(q, p, *header_of(p) - sizeof(size_t));
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
