/*
 * tree.c - A correct best fit: a binary search tree of free blocks, by size and address,
 * and boundary tags. The tests put one bug at a time into it, and look what make debug
 * says.
 */

#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

enum { TAG = 8, MINIMUM = 48, CHUNK = 4096 };

struct node {
    size_t header; /* bytes of the block, and 1 if it is in use */
    struct node *left, *right;
};

static struct node *root;

static size_t size_of(const struct node *t)
{
    return t->header & ~(size_t)15;
}

static void set_tags(struct node *t, size_t size, size_t used)
{
    t->header = size | used;
    *(size_t *)((char *)t + size - TAG) = size | used;
}

static struct node *after(struct node *t, size_t bytes)
{
    return (struct node *)((char *)t + bytes);
}

static size_t tag_before(struct node *t)
{
    return *(size_t *)((char *)t - TAG);
}

static bool is_less(const struct node *a, const struct node *b)
{
    return size_of(a) != size_of(b) ? size_of(a) < size_of(b) : a < b;
}

static void insert(struct node *t)
{
    struct node **link = &root;

    while (*link)
        link = is_less(t, *link) ? &(*link)->left : &(*link)->right;
    t->left = t->right = NULL;
    *link = t;
}

/* The first one of the greater ones takes the place of a node with two children. */
static void remove_node(struct node *t)
{
    struct node **link = &root, **first = &t->right, *heir;

    while (*link != t)
        link = is_less(t, *link) ? &(*link)->left : &(*link)->right;
    if (!t->left || !t->right) {
        *link = t->left ? t->left : t->right;
        return;
    }
    while ((*first)->left)
        first = &(*first)->left;
    heir = *first;
    *first = heir->right;
    heir->left = t->left;
    heir->right = t->right;
    *link = heir;
}

static struct node *coalesce(struct node *t)
{
    size_t size = size_of(t), low = tag_before(t);
    struct node *high = after(t, size);

    if (!(high->header & 1)) {
        remove_node(high);
        size += size_of(high);
    }
    if (!(low & 1)) {
        t = (struct node *)((char *)t - low);
        remove_node(t);
        size += low;
    }
    set_tags(t, size, 0);
    insert(t);
    return t;
}

static struct node *extend(size_t size)
{
    char *p = mem_sbrk((intptr_t)size);

    if (p == (void *)-1)
        return NULL;
    struct node *t = (struct node *)(p - TAG);
    set_tags(t, size, 0);
    after(t, size)->header = 1;
    return coalesce(t);
}

/* A tag before the first block, and a header that ends the heap. */
int mm_init(void)
{
    size_t *tags = mem_sbrk(2 * TAG);

    if (tags == (void *)-1)
        return -1;
    root = NULL;
    tags[0] = tags[1] = 1;
    return 0;
}

static struct node *find_best(size_t size)
{
    struct node *best = NULL, *t = root;

    while (t) {
        best = size_of(t) >= size ? t : best;
        t = size_of(t) >= size ? t->left : t->right;
    }
    return best;
}

void *mm_malloc(size_t n)
{
    size_t size = (n + 2 * TAG + 15) & ~(size_t)15;

    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    if (size < MINIMUM)
        size = MINIMUM;
    struct node *t = find_best(size);
    if (!t)
        t = extend(size > CHUNK ? size : CHUNK);
    if (!t)
        return NULL;
    remove_node(t);
    size_t rest = size_of(t) - size;
    set_tags(t, rest < MINIMUM ? size_of(t) : size, 1);
    if (rest >= MINIMUM) {
        set_tags(after(t, size), rest, 0);
        insert(after(t, size));
    }
    return (char *)t + TAG;
}

void mm_free(void *p)
{
    if (!p)
        return;
    struct node *t = (struct node *)((char *)p - TAG);
    set_tags(t, size_of(t), 0);
    coalesce(t);
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    size_t old = p ? size_of((struct node *)((char *)p - TAG)) - 2 * TAG : 0;

    if (p && q)
        memcpy(q, p, old < n ? old : n);
    if (q || n == 0)
        mm_free(p);
    return q;
}
