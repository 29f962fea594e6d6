/*
 * powers.h - Blocks whose sizes are powers of two, and a list of the free ones of each
 * size.
 *
 *    | lists | ... | block | block | block ............... |
 *                  '                                       '
 *                  first_block                   blocks_end bytes behind it
 *
 * A header tells a block's size and whether it is in use. There are no footers and no
 * epilogue: a neighbour is never asked. A file that includes this one defines
 *
 *    find_fit(size)   a free block, made one of this size and in use, or NULL
 *    extend(size)     a new block of this size, in use, or NULL
 *    release(b)       b, in use no more, becomes free
 *    fault_of(b)      what is wrong with b by its own rules, or NULL
 */

#include "alloc/freelist.h"
#include "alloc/plain.h"
#include "classes.h"
#include "memlib.h"
#include "mm.h"

#include <stdio.h>

/* The lists' heads stand at the start of the heap. */
enum { LISTS = sizeof(void *) == 8 ? 38 : 26 };

#define RECORDS (LISTS * sizeof(struct block))
#define LARGEST ((size_t)MIN_BLOCK << (LISTS - 1))

#include "alloc/records.h"

static size_t blocks_end; /* bytes of the heap that are blocks */

static struct block *find_fit(size_t size);
static struct block *extend(size_t size);
static void release(struct block *b);
static const char *fault_of(struct block *b);

static struct block *list_of(size_t size)
{
    return (struct block *)mem_heap_lo() + log2_of(size / MIN_BLOCK);
}

static struct block *block_at(size_t offset)
{
    return (struct block *)((char *)first_block() + offset);
}

static size_t offset_of(const struct block *b)
{
    return (size_t)((const char *)b - (const char *)first_block());
}

static void set_free(struct block *b, size_t size)
{
    b->header = size;
    lifo(list_of(size), b);
}

int mm_init(void)
{
    if (mem_sbrk((intptr_t)space_for_records()) == (void *)-1)
        return -1;
    for (size_t size = MIN_BLOCK; size <= LARGEST; size *= 2)
        list_init(list_of(size));
    blocks_end = 0;
    return 0;
}

/* The least power of two that holds n bytes and a header. */
static size_t power_for(size_t n)
{
    size_t size = MIN_BLOCK;

    while (size - WORD < n)
        size *= 2;
    return size;
}

/* A free block of the least size there is, from this one to the last; now in use. */
static inline struct block *take(size_t size, size_t last)
{
    for (; size <= last; size *= 2) {
        struct block *b = list_of(size)->next;
        if (b == list_of(size))
            continue;
        list_remove(b);
        b->header = size | IN_USE;
        return b;
    }
    return NULL;
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > LARGEST - WORD)
        return NULL;
    size_t size = power_for(n);
    struct block *b = find_fit(size);
    if (!b)
        b = extend(size);
    return b ? block_payload(b) : NULL;
}

void mm_free(void *p)
{
    if (p)
        release(block_of(p));
}

size_t mm_usable_size(void *p)
{
    return p ? block_size(block_of(p)) - WORD : 0;
}

void mm_walk(void (*visit)(const struct mm_block *block, void *context), void *context)
{
    for (size_t at = 0; at < blocks_end; at += block_size(block_at(at))) {
        struct block *b = block_at(at);
        visit(&(struct mm_block){b, block_size(b), block_payload(b), block_in_use(b)},
              context);
    }
}

static long count_free(void)
{
    long total = 0;

    for (size_t size = MIN_BLOCK; size <= LARGEST; size *= 2) {
        long count = list_count(list_of(size));
        if (count < 0)
            return -1;
        total += count;
    }
    return total;
}

static bool report(int line, const struct block *b, const char *fault)
{
    fprintf(stderr, "line %d: the block %zu bytes after the first: %s\n", line,
            offset_of(b), fault);
    return false;
}

bool mm_checkheap(int line)
{
    long free_blocks = 0;
    size_t at = 0;

    while (at < blocks_end) {
        struct block *b = block_at(at);
        size_t size = block_size(b);
        if (size < MIN_BLOCK || size & (size - 1) || size > blocks_end - at)
            return report(line, b, "its size cannot be right");
        if (fault_of(b))
            return report(line, b, fault_of(b));
        free_blocks += !block_in_use(b);
        at += size;
    }
    if (count_free() != free_blocks)
        return report(line, block_at(at),
                      "the free blocks before it are not those in the lists");
    return true;
}
