/*
 * naive-2015.c - A submission in the manner of the 2010 to 2015 handouts, Peking
 * University's among them: int mm_init, void mm_checkheap, one list of freed blocks that
 * are never joined, linked by 4-byte distances from the heap's start.
 */
#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memlib.h"
#include "mm.h"

#ifdef DRIVER
#define malloc mm_malloc
#define free mm_free
#define realloc mm_realloc
#define calloc mm_calloc
#endif /* def DRIVER */

#define ALIGN(n) (((size_t)(n) + 7) & ~(size_t)7)
#define SIZE_OF(p) (((unsigned *)(p))[-2])
#define NEXT_OF(p) (*(unsigned *)(p))

static char *base;
static unsigned freed;

inline char *at(unsigned distance)
{
    return base + distance;
}

int mm_init(void)
{
    freed = 0;
    base = mem_sbrk(8);
    return base == (void *)-1 ? -1 : 0;
}

void *malloc(size_t size)
{
    unsigned *link = &freed;
    if (size == 0)
        return NULL;
    for (; *link; link = &NEXT_OF(at(*link)))
        if (SIZE_OF(at(*link)) >= size) {
            char *p = at(*link);
            *link = NEXT_OF(p);
            return p;
        }
    char *p = mem_sbrk(8 + ALIGN(size));
    if (p == (void *)-1)
        return NULL;
    p += 8;
    SIZE_OF(p) = ALIGN(size);
    return p;
}

void free(void *ptr)
{
    if (ptr == NULL)
        return;
    NEXT_OF(ptr) = freed;
    freed = (char *)ptr - base;
}

void *realloc(void *oldptr, size_t size)
{
    if (size == 0) {
        free(oldptr);
        return NULL;
    }
    if (oldptr == NULL)
        return malloc(size);
    if (size <= SIZE_OF(oldptr))
        return oldptr;
    void *newptr = malloc(size);
    if (newptr == NULL)
        return NULL;
    memcpy(newptr, oldptr, SIZE_OF(oldptr));
    free(oldptr);
    return newptr;
}

void *calloc(size_t nmemb, size_t size)
{
    void *newptr = malloc(nmemb * size);
    if (newptr != NULL)
        memset(newptr, 0, nmemb * size);
    return newptr;
}

void mm_checkheap(int verbose)
{
    if (verbose < 0)
        printf("%zu bytes\n", mem_heapsize());
}
