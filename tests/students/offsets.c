/*
 * offsets.c - A correct free list whose links are offsets in the heap, of 4 bytes, and
 * footers in free blocks alone. The tests put one bug at a time into it, and look what
 * make debug says.
 */

#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

/* A block is told by the offset of its payload. Its header: size | AFTER_USE | USE. */
enum { TAG = 4, MINIMUM = 32, CHUNK = 2048, USE = 1, AFTER_USE = 2 };

static char *heap;
static uint32_t free_list;

static uint32_t *word(uint32_t at)
{
    return (uint32_t *)(heap + at);
}

static uint32_t *header(uint32_t b)
{
    return word(b - TAG);
}

static uint32_t size_of(uint32_t b)
{
    return *header(b) & ~15u;
}

static uint32_t *next(uint32_t b)
{
    return word(b);
}

static uint32_t *prev(uint32_t b)
{
    return word(b + TAG);
}

static uint32_t after(uint32_t b)
{
    return b + size_of(b);
}

static void insert(uint32_t b)
{
    *next(b) = free_list;
    *prev(b) = 0;
    if (free_list)
        *prev(free_list) = b;
    free_list = b;
}

static void remove_free(uint32_t b)
{
    if (*next(b))
        *prev(*next(b)) = *prev(b);
    if (*prev(b))
        *next(*prev(b)) = *next(b);
    else
        free_list = *next(b);
}

static void set_free(uint32_t b, uint32_t size)
{
    *header(b) = size | AFTER_USE;
    *word(b + size - 2 * TAG) = size;
    *header(b + size) &= ~(uint32_t)AFTER_USE;
}

static void set_used(uint32_t b, uint32_t size)
{
    *header(b) = size | AFTER_USE | USE;
    *header(b + size) |= AFTER_USE;
}

/* Joins the free block, whose header says whether the one before it is in use. */
static uint32_t coalesce(uint32_t b)
{
    uint32_t size = size_of(b), low = b, high = after(b);

    if (!(*header(high) & USE)) {
        remove_free(high);
        size += size_of(high);
    }
    if (!(*header(b) & AFTER_USE)) {
        low -= *word(b - 2 * TAG);
        remove_free(low);
        size += size_of(low);
    }
    set_free(low, size);
    insert(low);
    return low;
}

static uint32_t extend(uint32_t size)
{
    char *p = mem_sbrk((intptr_t)size);

    if (p == (void *)-1)
        return 0;
    uint32_t b = (uint32_t)(p - heap);
    *header(b) = size | (*header(b) & AFTER_USE);
    *header(b + size) = USE;
    return coalesce(b);
}

int mm_init(void)
{
    heap = mem_sbrk(16);
    free_list = 0;
    if (heap == (void *)-1)
        return -1;
    *header(16) = AFTER_USE | USE;
    return 0;
}

static uint32_t find_fit(uint32_t size)
{
    uint32_t b = free_list;

    while (b && size_of(b) < size)
        b = *next(b);
    return b;
}

static void place(uint32_t b, uint32_t size)
{
    uint32_t rest = size_of(b) - size;

    remove_free(b);
    if (rest < MINIMUM) {
        set_used(b, size_of(b));
        return;
    }
    set_used(b, size);
    set_free(after(b), rest);
    insert(after(b));
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > (size_t)1 << 30)
        return NULL;
    uint32_t size = n + TAG < MINIMUM ? MINIMUM : ((uint32_t)n + TAG + 15) & ~15u;
    uint32_t b = find_fit(size);
    if (!b)
        b = extend(size > CHUNK ? size : CHUNK);
    if (!b)
        return NULL;
    place(b, size);
    return heap + b;
}

void mm_free(void *p)
{
    if (!p)
        return;
    uint32_t b = (uint32_t)((char *)p - heap);
    *header(b) &= ~(uint32_t)USE;
    coalesce(b);
}

void *mm_realloc(void *p, size_t n)
{
    void *new = mm_malloc(n);

    if (p && (new || n == 0)) {
        size_t old = size_of((uint32_t)((char *)p - heap)) - TAG;
        if (new)
            memcpy(new, p, old < n ? old : n);
        mm_free(p);
    }
    return new;
}
