#ifndef FREELIST_H
#define FREELIST_H

/*
 * freelist.h - Doubly linked lists of free blocks, their orders, and the fits.
 *
 * A list is a ring through a head that is not itself a block, so no link is
 * ever NULL and neither end is a special case.
 */

#include "block.h"

static inline void list_init(struct block *head)
{
    head->next = head->prev = head;
}

static inline void list_insert_after(struct block *at, struct block *b)
{
    b->prev = at;
    b->next = at->next;
    at->next->prev = b;
    at->next = b;
}

static inline void list_remove(struct block *b)
{
    b->prev->next = b->next;
    b->next->prev = b->prev;
}

/* Orders: where in the list a block goes that becomes free. */

static inline void lifo(struct block *head, struct block *b)
{
    list_insert_after(head, b);
}

static inline void fifo(struct block *head, struct block *b)
{
    list_insert_after(head->prev, b);
}

static inline void by_address(struct block *head, struct block *b)
{
    struct block *at = head;

    while (at->next != head && at->next < b)
        at = at->next;
    list_insert_after(at, b);
}

/* Fits: which of the blocks that are large enough a request gets; NULL if none is. */

static inline struct block *first_fit(struct block *head, size_t size)
{
    for (struct block *b = head->next; b != head; b = b->next)
        if (block_size(b) >= size)
            return b;
    return NULL;
}

/* The best of the first so many that fit. */
static inline struct block *best_of(struct block *head, size_t size, size_t candidates)
{
    struct block *best = NULL;

    for (struct block *b = head->next; b != head && candidates > 0; b = b->next) {
        if (block_size(b) == size)
            return b;
        if (block_size(b) < size)
            continue;
        if (!best || block_size(b) < block_size(best))
            best = b;
        candidates--;
    }
    return best;
}

static inline struct block *best_fit(struct block *head, size_t size)
{
    return best_of(head, size, SIZE_MAX);
}

static inline struct block *good_fit(struct block *head, size_t size)
{
    return best_of(head, size, 8);
}

/* The list's first block or none: one look, however long the list is. */
static inline struct block *front_fit(struct block *head, size_t size)
{
    struct block *b = head->next;

    return b != head && block_size(b) >= size ? b : NULL;
}

/* First fit, but the list is turned so that the next search starts where this
 * one has ended. Only the head moves. */
static inline struct block *next_fit(struct block *head, size_t size)
{
    struct block *b = first_fit(head, size);

    if (b) {
        list_remove(head);
        list_insert_after(b, head);
    }
    return b;
}

/* How many blocks are in the list, or -1 if it is not sound. A cycle would come to a
 * block from another one than its prev. */
static inline long list_count(struct block *head)
{
    long count = 0;
    struct block *before = head;

    for (struct block *b = head->next; b != head; before = b, b = b->next, count++)
        if (!is_place_of_block(b) || b->prev != before || block_in_use(b))
            return -1;
    return head->prev == before ? count : -1;
}

#endif
