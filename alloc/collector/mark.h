#ifndef MARK_H
#define MARK_H

/*
 * mark.h - Marks all blocks that the program can reach.
 *
 * Whatever word looks like an address of a payload is taken for one, and so is an address
 * inside (conservative). Marked blocks wait on a stack until their payloads are looked
 * through. Recursion would do the same, but a long list overflows the program's stack.
 * Ours cannot: what has no place on it is marked all the same, and once it is empty the
 * marked blocks of the heap are looked through once more.
 *
 * Source: CS:APP, 9.10.3; Jones, Hosking and Moss, The Garbage Collection Handbook
 * (2011), chapter 2.
 */

#include "index.h"

/* The header's third flag. */
enum { MARKED = 4 };

enum { STACK = 128 /* blocks */ };

static struct {
    struct block **blocks;
    size_t count;
    bool has_overflowed;
} stack;

/* Bytes for the stack, and the index behind it: of a heap that may become larger by as
 * much as this. */
static size_t space_for_marking(void)
{
    size_t heap = mem_heapsize(), rest = (STACK + 64) * sizeof *stack.blocks;
    return STACK * sizeof *stack.blocks + index_size(heap + heap / 32 + 2 * rest);
}

static bool is_marked(const struct block *b)
{
    return b->header & MARKED;
}

static void set_mark(struct block *b)
{
    b->header |= MARKED;
}

static void clear_mark(struct block *b)
{
    b->header &= ~(size_t)MARKED;
}

/* Marks the block that this covered address refers to, if it is a reference. */
static void mark_block_at(const void *address)
{
    struct block *b = index_find(address);

    if (!b || is_marked(b))
        return;
    set_mark(b);
    if (stack.count < STACK)
        stack.blocks[stack.count++] = b;
    else
        stack.has_overflowed = true;
}

static void mark_words(void *const *from, void *const *to)
{
    for (; from < to; from++)
        if (index_covers(*from))
            mark_block_at(*from);
}

/* Marks what the block refers to, and what that does, and so on. */
static void mark_from(struct block *b)
{
    for (;; b = stack.blocks[--stack.count]) {
        char *payload = block_payload(b);
        mark_words((void **)payload, (void **)(payload + block_room(b)));
        if (stack.count == 0)
            return;
    }
}

/* Those that had no place on the stack are among the marked ones. */
static void mark_from_marked(void)
{
    for (struct block *b = first_block(); block_size(b) > 0; b = block_next(b))
        if (is_marked(b))
            mark_from(b);
}

/* In memory of so many bytes. No block is marked yet. */
static void mark_all(void *memory, size_t bytes)
{
    size_t entries = (bytes - STACK * sizeof *stack.blocks) / sizeof *cards;

    stack.blocks = memory;
    index_make(stack.blocks + STACK, entries);
    stack.count = 0;
    stack.has_overflowed = false;
    for (void *const *root = mem_roots_lo(); root < mem_roots_hi(); root++) {
        mark_words(root, root + 1);
        if (stack.count > 0)
            mark_from(stack.blocks[--stack.count]);
    }
    while (stack.has_overflowed) {
        stack.has_overflowed = false;
        mark_from_marked();
    }
}

#endif
