/*
 * implicit-2002.c - A submission in the manner of the 2002 handout: the book's implicit
 * list with 4-byte tags, first fit, 8-byte alignment, no calloc and no checker.
 */
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "memlib.h"
#include "mm.h"

team_t team = {"ateam", "A. Student", "as@cs", "", ""};

#define WSIZE 4
#define DSIZE 8
#define CHUNKSIZE (1 << 12)

#define GET(p) (*(unsigned int *)(p))
#define PUT(p, val) (*(unsigned int *)(p) = (val))
#define SIZE(p) (GET(p) & ~0x7)
#define ALLOC(p) (GET(p) & 0x1)
#define HDRP(bp) ((char *)(bp)-WSIZE)
#define FTRP(bp) ((char *)(bp) + SIZE(HDRP(bp)) - DSIZE)
#define NEXT(bp) ((char *)(bp) + SIZE(HDRP(bp)))
#define PREV(bp) ((char *)(bp)-SIZE((char *)(bp)-DSIZE))

static char *first;

static int mm_check(void);

static void mark(void *bp, size_t size, int alloc)
{
    PUT(HDRP(bp), size | alloc);
    PUT(FTRP(bp), size | alloc);
}

static char *coalesce(char *bp)
{
    size_t size = SIZE(HDRP(bp));
    if (!ALLOC(HDRP(NEXT(bp))))
        size += SIZE(HDRP(NEXT(bp)));
    if (!ALLOC((char *)bp - DSIZE)) {
        size += SIZE((char *)bp - DSIZE);
        bp = PREV(bp);
    }
    mark(bp, size, 0);
    return bp;
}

static char *extend(size_t size)
{
    char *bp;
    if ((long)(bp = mem_sbrk(size)) == -1)
        return NULL;
    mark(bp, size, 0);
    PUT(HDRP(NEXT(bp)), 1);
    return coalesce(bp);
}

/* Any value that is not negative is success, as that driver has it. */
int mm_init(void)
{
    char *p = mem_sbrk(4 * WSIZE);
    if (p == (void *)-1)
        return -1;
    PUT(p, 0);
    PUT(p + WSIZE, DSIZE | 1);
    PUT(p + 2 * WSIZE, DSIZE | 1);
    PUT(p + 3 * WSIZE, 1);
    first = p + 2 * WSIZE;
    return extend(CHUNKSIZE) ? 1 : -1;
}

void *mm_malloc(size_t size)
{
    size_t asize = (size + DSIZE + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    char *bp;

    if (size == 0)
        return NULL;
    if (asize < 2 * DSIZE)
        asize = 2 * DSIZE;
    for (bp = first; SIZE(HDRP(bp)) > 0; bp = NEXT(bp))
        if (!ALLOC(HDRP(bp)) && SIZE(HDRP(bp)) >= asize)
            break;
    if (SIZE(HDRP(bp)) == 0 && !(bp = extend(asize > CHUNKSIZE ? asize : CHUNKSIZE)))
        return NULL;
    size_t rest = SIZE(HDRP(bp)) - asize;
    if (rest < 2 * DSIZE) {
        mark(bp, asize + rest, 1);
        return bp;
    }
    mark(bp, asize, 1);
    mark(NEXT(bp), rest, 0);
    return bp;
}

void mm_free(void *bp)
{
    if (!bp)
        return;
    mark(bp, SIZE(HDRP(bp)), 0);
    coalesce(bp);
}

void *mm_realloc(void *ptr, size_t size)
{
    if (size == 0) {
        mm_free(ptr);
        return NULL;
    }
    void *new = mm_malloc(size);
    if (ptr && new) {
        size_t old = SIZE(HDRP(ptr)) - DSIZE;
        memcpy(new, ptr, old < size ? old : size);
        mm_free(ptr);
    }
    return new;
}

static int mm_check(void)
{
    return mem_heap_lo() <= mem_heap_hi();
}
