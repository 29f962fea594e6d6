#ifndef CHAMPION_TREE_H
#define CHAMPION_TREE_H

/*
 * tree.h - The holes of a power of two, by size.
 *
 * A tree's root is any hole. Below it, holes go left or right by the bit of their size
 * after the leading one; below those by the next bit, and so on, so that no tree is
 * deeper than a size has bits, whatever happens. What is to the left of a node is
 * smaller than what is to the right; the node itself may be anywhere between. Holes
 * of one size hang on a ring at the one in the tree.
 *
 *    root_of(9):  600      512..767 left, 768..1023 right
 *                /   \     (600 is where it is because it came first)
 *             520     900 = 900 = 900
 */

#include "table.h"

enum { BESIDE = -1 }; /* parent of a hole that is in a ring, not in the tree */

/* A size's bits after the leading one, moved to the upper end. */
static inline uint32_t path_for(uint32_t size)
{
    return size << (32 - log2_of(size));
}

static void ring_insert(uint32_t at, uint32_t b)
{
    struct links *a = links(at), *l = links(b);

    l->prev = at;
    l->next = a->next;
    links(a->next)->prev = b;
    a->next = b;
    l->parent = (uint32_t)BESIDE;
}

/* Makes a hole the only one of a tree. */
static inline void tree_new(int power, uint32_t b)
{
    struct links *l = links(b);

    *root_of(power) = l->next = l->prev = b;
    l->child[0] = l->child[1] = l->parent = 0;
}

/* Into a tree that is not empty. */
static void tree_insert(int power, uint32_t b, uint32_t size)
{
    uint32_t path = path_for(size), parent = 0, *link = root_of(power);

    for (; *link; path <<= 1) {
        parent = *link;
        if (size_of(parent) == size) {
            ring_insert(parent, b);
            return;
        }
        link = &links(parent)->child[path >> 31];
    }
    struct links *l = links(b);
    *link = l->next = l->prev = b;
    l->child[0] = l->child[1] = 0;
    l->parent = parent;
}

/* The link of its tree that leads to b. */
static inline uint32_t *link_to(int power, uint32_t b)
{
    uint32_t parent = links(b)->parent;

    return parent ? &links(parent)->child[links(parent)->child[1] == b] : root_of(power);
}

/* Takes some leaf below b out of the tree; 0 if there is none. */
static inline uint32_t cut_leaf(int power, uint32_t b)
{
    uint32_t leaf = 0;

    for (struct links *l = links(b); l->child[0] || l->child[1]; l = links(leaf))
        leaf = l->child[1] ? l->child[1] : l->child[0];
    if (leaf)
        *link_to(power, leaf) = 0;
    return leaf;
}

/* Puts the heir, which may be 0, where b was. */
static inline void replace(int power, uint32_t b, uint32_t heir)
{
    struct links *l = links(b);

    *link_to(power, b) = heir;
    if (!heir) {
        if (!l->parent)
            heap->roots_used &= ~power_bit(power);
        return;
    }
    links(heir)->parent = l->parent;
    for (int side = 0; side < 2; side++) {
        links(heir)->child[side] = l->child[side];
        if (l->child[side])
            links(l->child[side])->parent = heir;
    }
}

static void tree_remove(int power, uint32_t b)
{
    struct links *l = links(b);

    links(l->prev)->next = l->next;
    links(l->next)->prev = l->prev;
    if (l->parent != (uint32_t)BESIDE)
        replace(power, b, l->next != b ? l->next : cut_leaf(power, b));
}

static inline uint32_t smaller_of(uint32_t a, uint32_t b)
{
    return !a || (b && size_of(b) < size_of(a)) ? b : a;
}

/* The smallest hole of a tree: it is on the way that keeps to the left. */
static uint32_t tree_smallest(uint32_t b)
{
    uint32_t best = b;

    for (; b; b = links(b)->child[0] ? links(b)->child[0] : links(b)->child[1])
        best = smaller_of(best, b);
    return best;
}

/* The smallest hole of at least this size below a root, or 0. */
static uint32_t tree_find(uint32_t root, uint32_t size)
{
    uint32_t best = 0, larger = 0, path = path_for(size);

    for (uint32_t b = root; b; path <<= 1) {
        if (size_of(b) == size)
            return b;
        if (size_of(b) > size)
            best = smaller_of(best, b);
        if (!(path >> 31) && links(b)->child[1])
            larger = links(b)->child[1];
        b = links(b)->child[path >> 31];
    }
    return smaller_of(best, tree_smallest(larger));
}

#endif
