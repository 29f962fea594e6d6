/*
 * buddies.c - A correct buddy system whose headers hold exponents, with a list for each.
 * The tests put one bug at a time into it, and look what make debug says.
 */

#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

enum { HEADER = 16, LEAST = 5, MOST = 24 };

struct block {
    uint32_t exponent, is_free;
    uint64_t unused;
    struct block *next, *prev; /* of a free block */
};

static char *base;
static struct block *heads[MOST + 1];

static size_t bytes(uint32_t exponent)
{
    return (size_t)1 << exponent;
}

static void insert(struct block *b, uint32_t exponent)
{
    b->exponent = exponent;
    b->is_free = 1;
    b->prev = NULL;
    b->next = heads[exponent];
    if (b->next)
        b->next->prev = b;
    heads[exponent] = b;
}

static void take(struct block *b)
{
    b->is_free = 0;
    if (b->next)
        b->next->prev = b->prev;
    if (b->prev)
        b->prev->next = b->next;
    else
        heads[b->exponent] = b->next;
}

static struct block *buddy_of(struct block *b)
{
    return (struct block *)(base + ((size_t)((char *)b - base) ^ bytes(b->exponent)));
}

static void release(struct block *b)
{
    struct block *buddy = buddy_of(b);

    while (b->exponent < MOST && buddy->is_free && buddy->exponent == b->exponent) {
        take(buddy);
        if (buddy < b)
            b = buddy;
        b->exponent++;
        buddy = buddy_of(b);
    }
    insert(b, b->exponent);
}

int mm_init(void)
{
    char *p = mem_sbrk((intptr_t)bytes(MOST));

    if (p == (void *)-1)
        return -1;
    memset(heads, 0, sizeof heads);
    base = p;
    insert((struct block *)p, MOST);
    return 0;
}

void *mm_malloc(size_t n)
{
    uint32_t exponent = LEAST, from;

    if (n == 0 || n > bytes(MOST) - HEADER)
        return NULL;
    while (bytes(exponent) < n + HEADER)
        exponent++;
    for (from = exponent; from <= MOST && !heads[from]; from++)
        ;
    if (from > MOST)
        return NULL;
    struct block *b = heads[from];
    take(b);
    while (b->exponent > exponent) {
        b->exponent--;
        insert(buddy_of(b), b->exponent);
    }
    return (char *)b + HEADER;
}

void mm_free(void *p)
{
    if (p)
        release((struct block *)((char *)p - HEADER));
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);

    if (p && q) {
        struct block *b = (struct block *)((char *)p - HEADER);
        size_t old = bytes(b->exponent) - HEADER;
        memcpy(q, p, old < n ? old : n);
    }
    if (q || n == 0)
        mm_free(p);
    return q;
}
