/*
 * leftmost.c - Address-ordered first fit, found in a tree.
 *
 * The tree is in two orders at once. By address: what lies left of a block in the heap is
 * left of it in the tree. By size: no block is larger than the one above it. So the root
 * tells whether any block fits, and a left child whether one fits at a lower address.
 *
 * Source: Stephenson, Fast fits: new methods for dynamic storage allocation, SOSP 1983.
 */

#include "alloc/block.h"

/* The names of a free block's two links here. */
#define left prev
#define right next

static struct block *root;

static void init_free(void)
{
    root = NULL;
}

static struct block *find_fit(size_t size)
{
    struct block *b = root;

    if (!b || block_size(b) < size)
        return NULL;
    while (b->left && block_size(b->left) >= size)
        b = b->left;
    return b;
}

/* A number that looks random, and is always the same for a block. */
static size_t scrambled(const struct block *b)
{
    return (uintptr_t)b / ALIGNMENT * (size_t)0x9e3779b97f4a7c15;
}

/* Does a belong above b? Among blocks of one size, chance decides. */
static bool above(const struct block *a, const struct block *b)
{
    if (block_size(a) != block_size(b))
        return block_size(a) > block_size(b);
    return scrambled(a) > scrambled(b);
}

/* The link on b's side of the block that at leads to. */
static struct block **down(struct block **at, const struct block *b)
{
    return b < *at ? &(*at)->left : &(*at)->right;
}

/* Divides a tree: what lies before b in the heap becomes low, what lies after it high. */
static void divide(struct block *tree, const struct block *b, struct block **low,
                   struct block **high)
{
    while (tree)
        if (tree < b) {
            *low = tree;
            low = &tree->right;
            tree = *low;
        } else {
            *high = tree;
            high = &tree->left;
            tree = *high;
        }
    *low = *high = NULL;
}

static void insert_free(struct block *b)
{
    struct block **at = &root;

    while (*at && above(*at, b))
        at = down(at, b);
    divide(*at, b, &b->left, &b->right);
    *at = b;
}

/* Makes one tree of two, where all of low lies before all of high in the heap. */
static struct block *join(struct block *low, struct block *high)
{
    struct block *tree, **at = &tree;

    while (low && high)
        if (above(low, high)) {
            *at = low;
            at = &low->right;
            low = *at;
        } else {
            *at = high;
            at = &high->left;
            high = *at;
        }
    *at = low ? low : high;
    return tree;
}

static void remove_free(struct block *b)
{
    struct block **at = &root;

    while (*at != b)
        at = down(at, b);
    *at = join(b->left, b->right);
}

/* May b stand in the tree below top, between low and high in the heap? */
static bool is_sound(const struct block *b, const struct block *top,
                     const struct block *low, const struct block *high)
{
    return is_place_of_block(b) && !block_in_use(b) && (!top || above(top, b)) &&
           (!low || low < b) && (!high || b < high);
}

/* How many blocks a tree has, or -1 if it is not sound. */
static long count(const struct block *tree, const struct block *top,
                  const struct block *low, const struct block *high)
{
    if (!tree)
        return 0;
    if (!is_sound(tree, top, low, high))
        return -1;
    long before = count(tree->left, tree, low, tree);
    long after = count(tree->right, tree, tree, high);
    return before < 0 || after < 0 ? -1 : before + 1 + after;
}

static long count_free(void)
{
    return count(root, NULL, NULL, NULL);
}

#include "alloc/core.h"
