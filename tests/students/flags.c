/*
 * flags.c - A correct implicit list in which blocks in use have no footer: the header
 * behind a block has a flag for it. The tests put one bug at a time into it.
 */

#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

enum { TAG = 8, USED = 1, BEFORE_USED = 2, MINIMUM = 32, CHUNK = 4096 };

static char *first;

static size_t *header(char *p)
{
    return (size_t *)(p - TAG);
}

static size_t size_of(char *p)
{
    return *header(p) & ~(size_t)15;
}

static char *after(char *p)
{
    return p + size_of(p);
}

static char *before(char *p)
{
    return p - *(size_t *)(p - 2 * TAG);
}

/* Makes it a free block of this size, with its free neighbours. */
static char *release(char *p, size_t size)
{
    *header(p) = size | (*header(p) & BEFORE_USED);
    if (!(*header(p + size) & USED))
        size += size_of(p + size);
    if (!(*header(p) & BEFORE_USED)) {
        p = before(p);
        size += size_of(p);
    }
    *header(p) = size | BEFORE_USED;
    *(size_t *)(p + size - 2 * TAG) = size;
    *header(after(p)) &= ~(size_t)BEFORE_USED;
    return p;
}

static char *more(size_t size)
{
    size_t bytes = size > CHUNK ? size : CHUNK;
    char *p = mem_sbrk((intptr_t)bytes);

    if (p == (void *)-1)
        return NULL;
    *header(p + bytes) = USED;
    return release(p, bytes);
}

static char *find(size_t size)
{
    char *p = first;

    while (size_of(p) > 0 && ((*header(p) & USED) || size_of(p) < size))
        p = after(p);
    return size_of(p) > 0 ? p : more(size);
}

static void place(char *p, size_t size)
{
    size_t rest = size_of(p) - size;

    if (rest < MINIMUM) {
        *header(p) |= USED;
        *header(after(p)) |= BEFORE_USED;
        return;
    }
    *header(p) = size | USED | (*header(p) & BEFORE_USED);
    *header(after(p)) = BEFORE_USED;
    release(after(p), rest);
}

int mm_init(void)
{
    char *lo = mem_sbrk(2 * TAG);

    if (lo == (void *)-1)
        return -1;
    first = lo + 2 * TAG;
    *header(first) = USED | BEFORE_USED;
    return 0;
}

static size_t size_for(size_t n)
{
    size_t size = (n + TAG + 15) & ~(size_t)15;

    return size < MINIMUM ? MINIMUM : size;
}

void *mm_malloc(size_t n)
{
    char *p = n > 0 && n < SIZE_MAX / 4 ? find(size_for(n)) : NULL;

    if (p)
        place(p, size_for(n));
    return p;
}

void mm_free(void *p)
{
    if (p)
        release(p, size_of(p));
}

void *mm_realloc(void *p, size_t n)
{
    if (p && n > 0 && n < SIZE_MAX / 4 && size_of(p) >= size_for(n))
        return p;
    void *q = mm_malloc(n);
    size_t old = p ? size_of(p) - TAG : 0;
    if (p && q)
        memcpy(q, p, old < n ? old : n);
    if (q || n == 0)
        mm_free(p);
    return q;
}

bool mm_checkheap(int line)
{
    return line >= 0;
}
