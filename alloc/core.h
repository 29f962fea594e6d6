/*
 * core.h - An allocator, once its policy has been said.
 *
 * A file of this folder is a policy: it says how free blocks are kept and which
 * of them a request gets, as five functions, and includes this file last.
 *
 *    init_free()       there is no free block
 *    insert_free(b)    b has become free
 *    remove_free(b)    b is about to be used, or to become part of another block
 *    find_fit(size)    a free block of at least this size, or NULL
 *    count_free()      how many free blocks there are, or -1 if the records are
 *                      not sound; only the heap checker asks
 *
 * and, where it differs from the default, COALESCING, SPLITTING, GROWTH and SIZE_FOR; a
 * collector also COLLECT and FINISH.
 * This file does the rest, the same for all: it extends the heap, splits,
 * coalesces and places, and checks. What always holds between two calls:
 *
 *    - blocks fill the heap from the first to the epilogue, a header in use of
 *      size 0 that ends it
 *    - a block is in the policy's records if and only if it is free
 *    - no two neighbours are free, if coalescing is immediate
 *
 * It is included, not linked, so that the compiler can put the policy's
 * functions into the code that calls them.
 */

#include "memlib.h"
#include "mm.h"
#include "records.h"

#include <stdio.h>
#include <string.h>

/* When free neighbours become one: at once, when no block fits, or not at all. */
enum { IMMEDIATE, DEFERRED, NEVER };

#ifndef COALESCING
#define COALESCING IMMEDIATE
#endif

/* A block is split if at least so many bytes are left. */
#ifndef SPLITTING
#define SPLITTING MIN_BLOCK
#endif

/* The heap is extended by what is missing, and by no less than this. */
#ifndef GROWTH
#define GROWTH 0
#endif

/* The size of the block for a payload of n bytes: no less than block_size_for's. */
#ifndef SIZE_FOR
#define SIZE_FOR block_size_for
#endif

/* When no block fits: frees some that nothing refers to, and says whether it has. */
#ifndef COLLECT
#define COLLECT collect_nothing
#endif

static inline bool collect_nothing(size_t size)
{
    (void)size;
    return false;
}

/* The block b is about to be given to the program, which will write n bytes. */
#ifndef FINISH
#define FINISH finish_nothing
#endif

static inline void finish_nothing(struct block *b, size_t n)
{
    (void)b;
    (void)n;
}

/* Requests larger than this fail, and no sum made from a smaller one wraps. */
#define MAX_REQUEST (SIZE_MAX / 4)

static size_t freed; /* bytes that have become free since coalesce_all */

static struct block *epilogue(void)
{
    return (struct block *)((char *)mem_heap_hi() + 1 - WORD);
}

/* The policy's records, then words up to where a header must stand for its
 * payload to be aligned: the first is the epilogue's. */
int mm_init(void)
{
    if (mem_sbrk((intptr_t)space_for_records() + WORD) == (void *)-1)
        return -1;
    epilogue()->header = IN_USE | PREV_IN_USE;
    init_free();
    freed = 0;
    return 0;
}

/* Makes b, which is not in the records, one block with the free one after it. */
static void absorb_next(struct block *b)
{
    struct block *next = block_next(b);
    remove_free(next);
    block_set(b, block_size(b) + block_size(next), false);
}

/* Makes b and its free neighbours one free block. */
static struct block *coalesce(struct block *b)
{
    if (COALESCING != IMMEDIATE)
        return b;
    if (!block_in_use(block_next(b)))
        absorb_next(b);
    if (!block_prev_in_use(b)) {
        struct block *prev = block_prev(b);
        remove_free(prev);
        block_set(prev, block_size(prev) + block_size(b), false);
        b = prev;
    }
    return b;
}

/* Coalesces every run of free blocks; says whether there was one. It looks at the
 * whole heap, so it waits until what was freed is a part of it worth the walk. */
static bool coalesce_all(void)
{
    bool found = false;

    if (freed < mem_heapsize() / 8)
        return false;
    freed = 0;
    for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b)) {
        if (block_in_use(b) || block_in_use(block_next(b)))
            continue;
        remove_free(b);
        while (!block_in_use(block_next(b)))
            absorb_next(b);
        insert_free(b);
        found = true;
    }
    return found;
}

/* The free block that ends the heap, or NULL. */
static struct block *last_free_block(void)
{
    struct block *end = epilogue();
    return COALESCING == NEVER || block_prev_in_use(end) ? NULL : block_prev(end);
}

/* Ends the heap with a free block of at least this size. */
static struct block *extend(size_t size)
{
    struct block *last = last_free_block();
    struct block *b = last ? last : epilogue();
    size_t have = last ? block_size(last) : 0;
    size_t missing = size > have ? size - have : MIN_BLOCK;
    size_t more = missing > GROWTH ? missing : GROWTH;

    if (mem_sbrk((intptr_t)more) == (void *)-1)
        return NULL;
    if (last)
        remove_free(last);
    epilogue()->header = IN_USE;
    block_set(b, have + more, false);
    insert_free(b);
    return b;
}

/* Splits b, in use, down to size, and frees what is left. */
static void split(struct block *b, size_t size)
{
    size_t left = block_size(b) - size;

    if (left < MIN_BLOCK || left < SPLITTING)
        return;
    block_set(b, size, true);
    struct block *rest = block_next(b);
    block_set(rest, left, false);
    insert_free(coalesce(rest));
}

/* Takes size bytes of the free block b into use. */
static void *place(struct block *b, size_t size)
{
    remove_free(b);
    block_set(b, block_size(b), true);
    split(b, size);
    return block_payload(b);
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > MAX_REQUEST)
        return NULL;
    size_t size = SIZE_FOR(n);
    struct block *b = find_fit(size);
    if (!b && COALESCING == DEFERRED && coalesce_all())
        b = find_fit(size);
    if (!b && COLLECT(size))
        b = find_fit(size);
    if (!b)
        b = extend(size);
    if (!b)
        return NULL;
    void *p = place(b, size);
    FINISH(b, n);
    return p;
}

void mm_free(void *p)
{
    if (!p)
        return;
    struct block *b = block_of(p);
    freed += block_size(b);
    block_set(b, block_size(b), false);
    insert_free(coalesce(b));
}

/* Lets b, in use, have the free block after it if that makes it large enough. */
static void grow_in_place(struct block *b, size_t size)
{
    struct block *next = block_next(b);

    if (block_size(b) >= size || block_in_use(next) || COALESCING == NEVER ||
        block_size(b) + block_size(next) < size)
        return;
    remove_free(next);
    block_set(b, block_size(b) + block_size(next), true);
}

static void *move(void *p, size_t n)
{
    void *q = mm_malloc(n);

    if (!q)
        return NULL;
    memcpy(q, p, block_room(block_of(p)));
    mm_free(p);
    return q;
}

void *mm_realloc(void *p, size_t n)
{
    if (!p)
        return mm_malloc(n);
    if (n == 0) {
        mm_free(p);
        return NULL;
    }
    if (n > MAX_REQUEST)
        return NULL;
    struct block *b = block_of(p);
    size_t size = SIZE_FOR(n);
    grow_in_place(b, size);
    if (block_size(b) < size)
        return move(p, n);
    split(b, size);
    FINISH(b, n);
    return p;
}

void *mm_calloc(size_t count, size_t n)
{
    if (n && count > SIZE_MAX / n)
        return NULL;
    void *p = mm_malloc(count * n);
    return p ? memset(p, 0, count * n) : NULL;
}

size_t mm_usable_size(void *p)
{
    return p ? block_room(block_of(p)) : 0;
}

void mm_walk(void (*visit)(const struct mm_block *block, void *context), void *context)
{
    for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b)) {
        struct mm_block seen = {b, block_size(b), block_payload(b), block_in_use(b)};
        visit(&seen, context);
    }
}

/* What is wrong with b in itself, or NULL. */
static const char *fault_of(struct block *b, bool prev_in_use)
{
    if ((uintptr_t)block_payload(b) % ALIGNMENT)
        return "its payload is not aligned";
    if (block_size(b) < MIN_BLOCK ||
        block_size(b) > (size_t)((char *)epilogue() - (char *)b))
        return "its size cannot be right";
    if (block_prev_in_use(b) != prev_in_use)
        return "it is wrong about whether the block before it is in use";
    if ((FOOTERS || !block_in_use(b)) && *block_footer(b) != block_size(b))
        return "its footer differs from its header";
    if (COALESCING == IMMEDIATE && !block_in_use(b) && !prev_in_use)
        return "it and the block before it are both free";
    return NULL;
}

static bool complain(int line, const void *where, const char *what)
{
    fprintf(stderr, "line %d: block at %p: %s\n", line, where, what);
    return false;
}

bool mm_checkheap(int line)
{
    struct block *b = first_block();
    long free_blocks = 0;
    bool prev_in_use = true;

    for (; b < epilogue(); b = block_next(b)) {
        const char *fault = fault_of(b, prev_in_use);
        if (fault)
            return complain(line, b, fault);
        prev_in_use = block_in_use(b);
        free_blocks += !prev_in_use;
    }
    if (b != epilogue() || block_prev_in_use(b) != prev_in_use)
        return complain(line, b, "the heap does not end in its epilogue");
    if (count_free() != free_blocks)
        return complain(line, b,
                        "the free blocks before it are not those that the records have");
    return true;
}
