#ifndef TREE_H
#define TREE_H

/*
 * tree.h - A balanced tree of free blocks, by size and then by address.
 *
 * The smallest block that fits, and of those the lowest, is found in as many steps
 * as the tree is deep. It is a treap: a search tree by (size, address), and a heap
 * by a number scrambled from the address, which makes it as deep as a random tree.
 *
 * Source: Seidel and Aragon, Randomized search trees, Algorithmica 16 (1996).
 */

#include "alloc/block.h"

/* The names of a free block's two links here. */
#define left prev
#define right next

static struct block *root;

static size_t priority(const struct block *b)
{
    return (uintptr_t)b / ALIGNMENT * (size_t)0x9e3779b97f4a7c15;
}

static bool before(const struct block *a, const struct block *b)
{
    return block_size(a) < block_size(b) || (block_size(a) == block_size(b) && a < b);
}

/* Cuts a tree in two: what is before b, and what is after. */
static void cut_tree(struct block *tree, struct block *b, struct block **low,
                     struct block **high)
{
    while (tree)
        if (before(tree, b)) {
            *low = tree;
            low = &tree->right;
            tree = tree->right;
        } else {
            *high = tree;
            high = &tree->left;
            tree = tree->left;
        }
    *low = *high = NULL;
}

static void tree_insert(struct block *b)
{
    struct block **at = &root;

    while (*at && priority(*at) >= priority(b))
        at = before(*at, b) ? &(*at)->right : &(*at)->left;
    cut_tree(*at, b, &b->left, &b->right);
    *at = b;
}

/* Of two trees, all of the first before all of the second, one. */
static void join_trees(struct block **at, struct block *low, struct block *high)
{
    while (low && high)
        if (priority(low) > priority(high)) {
            *at = low;
            at = &low->right;
            low = low->right;
        } else {
            *at = high;
            at = &high->left;
            high = high->left;
        }
    *at = low ? low : high;
}

static void tree_remove(struct block *b)
{
    struct block **at = &root;

    while (*at != b)
        at = before(*at, b) ? &(*at)->right : &(*at)->left;
    join_trees(at, b->left, b->right);
}

static struct block *tree_best_fit(size_t size)
{
    struct block *best = NULL;

    for (struct block *b = root; b;)
        if (block_size(b) >= size) {
            best = b;
            b = b->left;
        } else {
            b = b->right;
        }
    return best;
}

/* How many blocks are in the tree between two, or -1 if it is not sound. */
static long count_between(const struct block *tree, const struct block *low,
                          const struct block *high)
{
    if (!tree)
        return 0;
    if (!is_place_of_block(tree) || block_in_use(tree) || (low && !before(low, tree)) ||
        (high && !before(tree, high)))
        return -1;
    long below = count_between(tree->left, low, tree),
         above = count_between(tree->right, tree, high);
    return below < 0 || above < 0 ? -1 : below + 1 + above;
}

static long tree_count(void)
{
    return count_between(root, NULL, NULL);
}

#endif
