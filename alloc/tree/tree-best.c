/*
 * tree-best.c - Best fit, the lowest address of those that fit best, by a balanced tree.
 *
 * Source: Johnstone and Wilson, The memory fragmentation problem: solved?, ISMM 1998.
 */

#include "tree.h"

static void init_free(void)
{
    root = NULL;
}

static void insert_free(struct block *b)
{
    tree_insert(b);
}

static void remove_free(struct block *b)
{
    tree_remove(b);
}

static struct block *find_fit(size_t size)
{
    return tree_best_fit(size);
}

static long count_free(void)
{
    return tree_count();
}

#include "alloc/core.h"
