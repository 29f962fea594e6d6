/*
 * base.h - A correct allocator that the broken ones differ from in one thing.
 *
 * Blocks are cut from the end of the heap and never used again. A broken allocator
 * names what it replaces, includes this file, and writes its own:
 *
 *    #define mm_free good_free
 *    #include "base.h"
 *    #undef mm_free
 *
 * Its first comment says after "expect:" what the driver must find with zoo.rep, or with
 * large.rep if that is named:
 * the line and the sentence, as a regular expression; or "valid", if what it does
 * must harm nobody.
 */

#include "config.h"
#include "memlib.h"
#include "mm.h"

#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static inline size_t round_up(size_t n)
{
    return (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static inline size_t *size_of(void *p)
{
    return (size_t *)((char *)p - ALIGNMENT);
}

int mm_init(void)
{
    return 0;
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    char *p = mem_sbrk((intptr_t)(ALIGNMENT + round_up(n)));
    if (p == (void *)-1)
        return NULL;
    *size_of(p + ALIGNMENT) = n;
    return p + ALIGNMENT;
}

void mm_free(void *p)
{
    (void)p;
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    if (p && q)
        memcpy(q, p, *size_of(p) < n ? *size_of(p) : n);
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
