#ifndef LISTS_H
#define LISTS_H

/*
 * lists.h - A list of free blocks for each class of sizes, and which of them are empty.
 *
 * The heads of the lists stand at the start of the heap. A request gets a block of its
 * own class, or of the next that has one that fits. CLASSES, CLASS, ORDER and FIT are as
 * in segregated.h.
 */

#include "alloc/freelist.h"
#include "classes.h"
#include "memlib.h"

enum { BITS = 64, WORDS = (CLASSES + BITS - 1) / BITS };

struct records {
    uint64_t occupied[WORDS]; /* a bit for each class: is there a block in its list? */
    struct block lists[CLASSES];
};

#define RECORDS sizeof(struct records)

static struct records *records(void)
{
    return mem_heap_lo();
}

static struct block *list_of(int class)
{
    return &records()->lists[class];
}

static void init_free(void)
{
    for (int i = 0; i < WORDS; i++)
        records()->occupied[i] = 0;
    for (int i = 0; i < CLASSES; i++)
        list_init(list_of(i));
}

static void insert_free(struct block *b)
{
    int class = CLASS(block_size(b));

    ORDER(list_of(class), b);
    records()->occupied[class / BITS] |= UINT64_C(1) << class % BITS;
}

/* Only the head is left of a list whose last block goes. */
static void remove_free(struct block *b)
{
    list_remove(b);
    if (b->next != b->prev)
        return;
    int class = CLASS(block_size(b));
    records()->occupied[class / BITS] &= ~(UINT64_C(1) << class % BITS);
}

/* The first class from this one on that has a block; CLASSES if none has. */
static int next_occupied(int class)
{
    for (; class < CLASSES; class = (class / BITS + 1) * BITS) {
        uint64_t rest = records()->occupied[class / BITS] >> class % BITS;
        if (rest)
            return class + __builtin_ctzll(rest);
    }
    return CLASSES;
}

static struct block *find_fit(size_t size)
{
    for (int i = next_occupied(CLASS(size)); i < CLASSES; i = next_occupied(i + 1)) {
        struct block *b = FIT(list_of(i), size);
        if (b)
            return b;
    }
    return NULL;
}

/* Are all blocks of the list of this class, and does its bit say that there are any? */
static bool in_class(int class)
{
    bool marked = records()->occupied[class / BITS] >> class % BITS & 1;

    if (marked != (list_of(class)->next != list_of(class)))
        return false;
    for (struct block *b = list_of(class)->next; b != list_of(class); b = b->next)
        if (CLASS(block_size(b)) != class)
            return false;
    return true;
}

static long count_free(void)
{
    long total = 0;

    for (int i = 0; i < CLASSES; i++) {
        long count = list_count(list_of(i));
        if (count < 0 || !in_class(i))
            return -1;
        total += count;
    }
    return total;
}

#endif
