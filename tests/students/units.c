/*
 * units.c - A correct first fit whose headers count units, the next link first: the free
 * blocks in a list by address, as in Kernighan and Ritchie's book. The tests put one bug
 * at a time into it.
 */

#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

struct header {
    struct header *next; /* of a free block */
    size_t units;
};

enum { UNIT = sizeof(struct header) };

static struct header *first;

static size_t units_for(size_t n)
{
    return (n + UNIT - 1) / UNIT + 1;
}

static void insert(struct header *h)
{
    struct header **at = &first, *before = NULL;

    while (*at && *at < h) {
        before = *at;
        at = &before->next;
    }
    h->next = *at;
    *at = h;
    if (h->next == h + h->units) {
        h->units += h->next->units;
        h->next = h->next->next;
    }
    if (before && before + before->units == h) {
        before->units += h->units;
        before->next = h->next;
    }
}

int mm_init(void)
{
    first = NULL;
    return 0;
}

static struct header *take(struct header **at, size_t units)
{
    struct header *h = *at, *rest = h + units;

    *at = h->next;
    if (h->units > units) {
        rest->units = h->units - units;
        rest->next = h->next;
        *at = rest;
        h->units = units;
    }
    return h;
}

static struct header **find(size_t units)
{
    struct header **at = &first;

    while (*at && (*at)->units < units)
        at = &(*at)->next;
    return at;
}

void *mm_malloc(size_t n)
{
    size_t units = units_for(n);

    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    if (!*find(units)) {
        struct header *h = mem_sbrk((intptr_t)(2 * units * UNIT));
        if (h == (void *)-1)
            return NULL;
        h->units = 2 * units;
        insert(h);
    }
    return take(find(units), units) + 1;
}

void mm_free(void *p)
{
    if (p)
        insert((struct header *)p - 1);
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    size_t old = p ? (((struct header *)p - 1)->units - 1) * UNIT : 0;

    if (p && q)
        memcpy(q, p, old < n ? old : n);
    if (q || n == 0)
        mm_free(p);
    return q;
}

bool mm_checkheap(int line)
{
    struct header *h = first;

    while (h && h->next && h + h->units < h->next)
        h = h->next;
    return line >= 0 && (!h || !h->next);
}
