/*
 * slabs.c - Correct slabs: pages of cells of one size, and runs of pages for what is
 * larger. The tests put one bug at a time into it, and look what make debug says.
 */

#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

enum { PAGE = 4096, LEAST = 16, CLASSES = 7 };

/* With this a slab begins, and a run. */
struct page {
    size_t count; /* pages of a run; a slab has one */
    size_t kind;  /* CLASSES: a run */
    size_t live;  /* cells in use */
    void **free;  /* the first free cell */
    struct page *next, *prev;
};

static char *base;
static struct page *partial[CLASSES]; /* slabs with a free cell */
static struct page *runs;             /* that are free */

static size_t cell_size(size_t kind)
{
    return (size_t)LEAST << kind;
}

static void link_slab(struct page *s)
{
    s->prev = NULL;
    s->next = partial[s->kind];
    if (s->next)
        s->next->prev = s;
    partial[s->kind] = s;
}

static void unlink_slab(struct page *s)
{
    if (s->prev)
        s->prev->next = s->next;
    else
        partial[s->kind] = s->next;
    if (s->next)
        s->next->prev = s->prev;
}

static void free_run(struct page *r)
{
    r->next = runs;
    runs = r;
}

static struct page *take_run(size_t count)
{
    struct page **link = &runs, *r;

    while (*link && (*link)->count != count)
        link = &(*link)->next;
    r = *link;
    if (r)
        *link = r->next;
    else
        r = mem_sbrk((intptr_t)(count * PAGE));
    if (r == (void *)-1)
        return NULL;
    r->count = count;
    r->kind = CLASSES;
    return r;
}

static struct page *make_slab(size_t kind)
{
    struct page *s = take_run(1);

    if (!s)
        return NULL;
    s->kind = kind;
    s->live = 0;
    s->free = NULL;
    for (char *cell = (char *)(s + 1); cell + cell_size(kind) <= (char *)s + PAGE;
         cell += cell_size(kind)) {
        *(void **)cell = s->free;
        s->free = (void **)cell;
    }
    link_slab(s);
    return s;
}

int mm_init(void)
{
    memset(partial, 0, sizeof partial);
    runs = NULL;
    base = mem_heap_lo();
    return 0;
}

void *mm_malloc(size_t n)
{
    size_t kind = 0;

    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    while (kind < CLASSES && cell_size(kind) < n)
        kind++;
    if (kind == CLASSES) {
        struct page *r = take_run((sizeof *r + n + PAGE - 1) / PAGE);
        return r ? r + 1 : NULL;
    }
    struct page *s = partial[kind] ? partial[kind] : make_slab(kind);
    if (!s)
        return NULL;
    void **cell = s->free;
    s->free = *cell;
    s->live++;
    if (!s->free)
        unlink_slab(s);
    return cell;
}

static struct page *page_of(void *p)
{
    size_t at = (size_t)((char *)p - base);

    return (struct page *)(base + at / PAGE * PAGE);
}

void mm_free(void *p)
{
    if (!p)
        return;
    struct page *s = page_of(p);
    if (s->kind == CLASSES) {
        free_run(s);
        return;
    }
    if (!s->free)
        link_slab(s);
    *(void **)p = s->free;
    s->free = p;
    s->live--;
    if (s->live == 0) {
        unlink_slab(s);
        free_run(s);
    }
}

static size_t room_of(void *p)
{
    struct page *s = page_of(p);

    return s->kind == CLASSES ? s->count * PAGE - sizeof *s : cell_size(s->kind);
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    size_t old = p ? room_of(p) : 0;

    if (p && q)
        memcpy(q, p, old < n ? old : n);
    if (q || n == 0)
        mm_free(p);
    return q;
}

/* Has every slab in a list a free cell, of the list's size? */
bool mm_checkheap(int line)
{
    for (size_t kind = 0; kind < CLASSES; kind++)
        for (struct page *s = partial[kind]; s; s = s->next)
            if (!s->free || s->kind != kind)
                return false;
    return line >= 0;
}
