/*
 * explicit-2016.c - A submission in the manner of the handouts from 2016 on: bool
 * mm_init, malloc by macro, mem_memcpy, contracts, constants as array bounds, a helper.
 */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "contracts.h"
#include "helper-2016.h"
#include "memlib.h"
#include "mm.h"

#ifdef DRIVER
#define malloc mm_malloc
#define free mm_free
#define realloc mm_realloc
#define calloc mm_calloc
#define memset mem_memset
#define memcpy mem_memcpy
#endif /* DRIVER */

typedef uint64_t word_t;

static const size_t min_size = 32;
static const size_t chunk = (1 << 12);
#ifdef __clang__
static const size_t lists = 8; /* clang folds it, gcc does not */
#else
enum { lists = 8 };
#endif

typedef struct block {
    word_t header;
    struct block *next, *prev; /* of a free block: the payload begins here */
} block_t;

static block_t *heads[lists];
static char *heap_start;

static size_t get_size(block_t *b)
{
    return b->header & ~(word_t)15;
}

static bool get_alloc(block_t *b)
{
    return b->header & 1;
}

static block_t *following(block_t *b)
{
    return (block_t *)((char *)b + get_size(b));
}

static void write_block(block_t *b, size_t size, bool alloc)
{
    REQUIRES(size % 16 == 0);
    b->header = size | alloc;
    *(word_t *)((char *)b + size - 8) = b->header;
}

static void insert(block_t *b)
{
    block_t **head = &heads[size_class(get_size(b), lists)];
    b->prev = NULL;
    b->next = *head;
    if (*head)
        (*head)->prev = b;
    *head = b;
}

static void take(block_t *b)
{
    if (b->prev)
        b->prev->next = b->next;
    else
        heads[size_class(get_size(b), lists)] = b->next;
    if (b->next)
        b->next->prev = b->prev;
}

static block_t *coalesce(block_t *b)
{
    word_t before = *(word_t *)((char *)b - 8);
    block_t *next = following(b);
    size_t size = get_size(b);
    if (!get_alloc(next)) {
        take(next);
        size += get_size(next);
    }
    if (!(before & 1)) {
        b = (block_t *)((char *)b - (before & ~(word_t)15));
        take(b);
        size += get_size(b);
    }
    write_block(b, size, false);
    insert(b);
    return b;
}

static block_t *extend(size_t size)
{
    char *p = mem_sbrk((intptr_t)size);
    if (p == (void *)-1)
        return NULL;
    block_t *b = (block_t *)(p - 8);
    write_block(b, size, false);
    following(b)->header = 1;
    return coalesce(b);
}

bool mm_init(void)
{
    word_t *start = mem_sbrk(16);
    if (start == (void *)-1)
        return false;
    memset(heads, 0, sizeof heads);
    start[0] = start[1] = 1;
    heap_start = (char *)(start + 1);
    return extend(chunk) != NULL;
}

static block_t *find_fit(size_t asize)
{
    for (int i = size_class(asize, lists); i < (int)lists; i++)
        for (block_t *b = heads[i]; b; b = b->next)
            if (get_size(b) >= asize)
                return b;
    return extend(asize > chunk ? asize : chunk);
}

void *malloc(size_t size)
{
    if (size == 0)
        return NULL;
    size_t asize = (size + 16 + 15) / 16 * 16;
    if (asize < min_size)
        asize = min_size;
    block_t *b = find_fit(asize);
    if (!b)
        return NULL;
    take(b);
    size_t rest = get_size(b) - asize;
    write_block(b, rest < min_size ? asize + rest : asize, true);
    if (rest >= min_size) {
        write_block(following(b), rest, false);
        insert(following(b));
    }
    ENSURES(get_size(b) >= asize);
    return (char *)b + 8;
}

void free(void *bp)
{
    if (!bp)
        return;
    block_t *b = (block_t *)((char *)bp - 8);
    write_block(b, get_size(b), false);
    coalesce(b);
}

void *realloc(void *ptr, size_t size)
{
    if (size == 0) {
        free(ptr);
        return NULL;
    }
    void *new = malloc(size);
    if (!ptr || !new)
        return new;
    size_t room = get_size((block_t *)((char *)ptr - 8)) - 16;
    memcpy(new, ptr, size < room ? size : room);
    free(ptr);
    return new;
}

void *calloc(size_t elements, size_t size)
{
    size_t n = elements * size;
    if (elements && n / elements != size)
        return NULL;
    void *bp = malloc(n);
    return bp ? memset(bp, 0, n) : NULL;
}

bool mm_checkheap(int line)
{
    for (block_t *b = (block_t *)heap_start; get_size(b) > 0; b = following(b))
        if (b->header != *(word_t *)((char *)following(b) - 8)) {
            printf("line %d: header and footer differ\n", line);
            return false;
        }
    return true;
}
