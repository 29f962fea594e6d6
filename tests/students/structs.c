/*
 * structs.c - A correct implicit list whose headers and footers are structs of two words.
 * The tests put one bug at a time into it, and look what make debug says.
 */

#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

struct tag {
    size_t size; /* of the whole block */
    size_t used;
};

enum { TAG = sizeof(struct tag), MINIMUM = 3 * TAG, CHUNK = 2048 };

static struct tag *first;

static struct tag *after(struct tag *b)
{
    return (struct tag *)((char *)b + b->size);
}

static struct tag *footer(struct tag *b)
{
    return (struct tag *)((char *)b + b->size) - 1;
}

static struct tag *before(struct tag *b)
{
    return (struct tag *)((char *)b - b[-1].size);
}

static void set(struct tag *b, size_t size, size_t used)
{
    b->size = size;
    b->used = used;
    footer(b)->size = size;
    footer(b)->used = used;
}

static struct tag *join(struct tag *b)
{
    if (!after(b)->used)
        set(b, b->size + after(b)->size, 0);
    if (!b[-1].used) {
        b = before(b);
        set(b, b->size + after(b)->size, 0);
    }
    return b;
}

static struct tag *more(size_t size)
{
    size_t bytes = size > CHUNK ? size : CHUNK;
    struct tag *b = mem_sbrk((intptr_t)bytes);

    if (b == (void *)-1)
        return NULL;
    set(--b, bytes, 0);
    *after(b) = (struct tag){0, 1};
    return join(b);
}

static struct tag *find(size_t size)
{
    struct tag *b = first;

    while (b->size > 0 && (b->used || b->size < size))
        b = after(b);
    return b->size > 0 ? b : more(size);
}

static void place(struct tag *b, size_t size)
{
    size_t rest = b->size - size;

    if (rest < MINIMUM) {
        set(b, b->size, 1);
        return;
    }
    set(b, size, 1);
    set(after(b), rest, 0);
}

/* A footer in use, and a last header: no neighbour lies outside. */
int mm_init(void)
{
    struct tag *lo = mem_sbrk(2 * TAG);

    if (lo == (void *)-1)
        return -1;
    lo[0] = lo[1] = (struct tag){0, 1};
    first = lo + 1;
    return 0;
}

static size_t size_for(size_t n)
{
    return (n + 2 * TAG + 15) & ~(size_t)15;
}

void *mm_malloc(size_t n)
{
    struct tag *b = n > 0 && n < SIZE_MAX / 4 ? find(size_for(n)) : NULL;

    if (!b)
        return NULL;
    place(b, size_for(n));
    return b + 1;
}

void mm_free(void *p)
{
    struct tag *b = (struct tag *)p - 1;

    if (!p)
        return;
    set(b, b->size, 0);
    join(b);
}

/* Takes the next block in, if it is free and large enough. */
static void grow(struct tag *b, size_t size)
{
    if (b->size >= size || after(b)->used || b->size + after(b)->size < size)
        return;
    set(b, b->size + after(b)->size, 1);
    place(b, size);
}

void *mm_realloc(void *p, size_t n)
{
    struct tag *b = (struct tag *)p - 1;

    if (!p)
        return mm_malloc(n);
    if (n > 0 && n < SIZE_MAX / 4)
        grow(b, size_for(n));
    if (n > 0 && n < SIZE_MAX / 4 && b->size >= size_for(n))
        return p;
    void *q = mm_malloc(n);
    if (q)
        memcpy(q, p, b->size - 2 * TAG);
    if (q || n == 0)
        mm_free(p);
    return q;
}

bool mm_checkheap(int line)
{
    return line >= 0;
}
