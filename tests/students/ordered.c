/*
 * ordered.c - A correct list of free blocks in the order of their addresses, singly
 * linked, whose headers do not say which blocks are in use. The tests put one bug at a
 * time into it, and look what make debug says.
 */

#include "config.h"
#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

/* The header of a block: the bytes of its payload, and the next free block. */
struct block {
    size_t size;
    struct block *next;
};

enum { HEADER = sizeof(struct block), CHUNK = 1024 };

static struct block *first;

static char *end_of(struct block *b)
{
    return (char *)(b + 1) + b->size;
}

/* Joins it with the free blocks that it touches. */
static void insert(struct block *b)
{
    struct block *low = NULL, *high = first;

    while (high && high < b) {
        low = high;
        high = high->next;
    }
    b->next = high;
    if (high && end_of(b) == (char *)high) {
        b->size += HEADER + high->size;
        b->next = high->next;
    }
    if (low && end_of(low) == (char *)b) {
        low->size += HEADER + b->size;
        low->next = b->next;
    } else if (low) {
        low->next = b;
    } else {
        first = b;
    }
}

static bool extend(size_t size)
{
    struct block *b = mem_sbrk((intptr_t)(HEADER + size));

    if (b == (void *)-1)
        return false;
    b->size = size;
    insert(b);
    return true;
}

int mm_init(void)
{
    first = NULL;
    return 0;
}

/* Takes the block out of the list, to which this link leads, but for what is too much. */
static struct block *take(struct block **link, size_t size)
{
    struct block *b = *link, *rest = (struct block *)((char *)(b + 1) + size);

    if (b->size < size + 2 * HEADER) {
        *link = b->next;
        return b;
    }
    rest->size = b->size - size - HEADER;
    rest->next = b->next;
    *link = rest;
    b->size = size;
    return b;
}

void *mm_malloc(size_t n)
{
    size_t size = (n + 15) & ~(size_t)15;
    struct block **link = &first;

    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    while (*link && (*link)->size < size)
        link = &(*link)->next;
    if (!*link)
        return extend(size > CHUNK ? size : CHUNK) ? mm_malloc(n) : NULL;
    return take(link, size) + 1;
}

void mm_free(void *p)
{
    if (p)
        insert((struct block *)p - 1);
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    size_t old = p ? ((struct block *)p - 1)->size : 0;

    if (p && q)
        memcpy(q, p, old < n ? old : n);
    if (q || n == 0)
        mm_free(p);
    return q;
}
