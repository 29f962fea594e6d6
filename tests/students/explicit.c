/*
 * explicit.c - A correct explicit list with boundary tags, as students write it after the
 * book. The tests put one bug at a time into it, and look what make debug says.
 */

#include "config.h"
#include "memlib.h"
#include "mm.h"

#include <stdint.h>
#include <string.h>

enum { TAG = 8, MINIMUM = 32, CHUNK = 4096 };

static char *free_list;

static size_t *header(char *p)
{
    return (size_t *)(p - TAG);
}

static size_t size_of(char *p)
{
    return *header(p) & ~(size_t)15;
}

static size_t *footer(char *p)
{
    return (size_t *)(p + size_of(p) - 2 * TAG);
}

static char **next(char *p)
{
    return (char **)p;
}

static char **prev(char *p)
{
    return (char **)(p + TAG);
}

static void set_tags(char *p, size_t size, size_t used)
{
    *header(p) = size | used;
    *footer(p) = size | used;
}

static char *after(char *p)
{
    return p + size_of(p);
}

static char *before(char *p)
{
    return p - (*(size_t *)(p - 2 * TAG) & ~(size_t)15);
}

static void insert(char *p)
{
    *next(p) = free_list;
    *prev(p) = NULL;
    if (free_list)
        *prev(free_list) = p;
    free_list = p;
}

static void remove_free(char *p)
{
    if (*prev(p))
        *next(*prev(p)) = *next(p);
    else
        free_list = *next(p);
    if (*next(p))
        *prev(*next(p)) = *prev(p);
}

static char *coalesce(char *p)
{
    char *low = before(p), *high = after(p);
    size_t size = size_of(p);

    if (!(*header(high) & 1)) {
        remove_free(high);
        size += size_of(high);
    }
    if (!(*header(low) & 1)) {
        remove_free(low);
        size += size_of(low);
        p = low;
    }
    set_tags(p, size, 0);
    insert(p);
    return p;
}

static char *extend(size_t size)
{
    char *p = mem_sbrk((intptr_t)size);

    if (p == (void *)-1)
        return NULL;
    set_tags(p, size, 0);
    *header(after(p)) = 1;
    return coalesce(p);
}

/* A block in use with both tags, and a last header: no neighbour lies outside. */
int mm_init(void)
{
    char *lo = mem_sbrk(MINIMUM);

    if (lo == (void *)-1)
        return -1;
    free_list = NULL;
    set_tags(lo + 2 * TAG, 2 * TAG, 1);
    *header(lo + MINIMUM) = 1;
    return 0;
}

static void place(char *p, size_t size)
{
    size_t rest = size_of(p) - size;

    remove_free(p);
    if (rest < MINIMUM) {
        set_tags(p, size_of(p), 1);
        return;
    }
    set_tags(p, size, 1);
    set_tags(after(p), rest, 0);
    insert(after(p));
}

void *mm_malloc(size_t n)
{
    size_t size = (n + 2 * TAG + 15) & ~(size_t)15;
    char *p = free_list;

    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    if (size < MINIMUM)
        size = MINIMUM;
    while (p && size_of(p) < size)
        p = *next(p);
    if (!p)
        p = extend(size > CHUNK ? size : CHUNK);
    if (p)
        place(p, size);
    return p;
}

void mm_free(void *p)
{
    if (!p)
        return;
    set_tags(p, size_of(p), 0);
    coalesce(p);
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    size_t old = p ? size_of(p) - 2 * TAG : 0;

    if (p && q)
        memcpy(q, p, old < n ? old : n);
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

/* Are the tags alike, up to the heap's end? */
bool mm_checkheap(int line)
{
    char *p = (char *)mem_heap_lo() + 2 * TAG;

    while (size_of(p) > 0 && *header(p) == *footer(p))
        p = after(p);
    return line >= 0 && size_of(p) == 0;
}
