/*
 * slab.c - Slabs and pages: small objects of one size share a page, large ones have runs.
 *
 *    | heads | slab of 64s | slab of 208s | run of three pages ...       | free run |
 *
 *    slab    | head | object | object | free object -> | ... up to the page's end |
 *    run     | head | one object, to the end of its pages .....................  |
 *
 * An object has no header: which run it is in follows from the number of its page, for
 * it starts in the run's first. A small free object costs nothing and is found at once,
 * and an empty slab is pages again, for any size. What it wastes is what its pages do not
 * use: half-filled slabs, and a large object's last page.
 *
 * Source: Bonwick, The slab allocator, USENIX Summer 1994; for pages and runs of them,
 * Kamp, Malloc(3) revisited, USENIX 1998.
 */

#include "alloc/block.h"
#include "alloc/plain.h"
#include "mm.h"

#include <stdio.h>

/* A class for each size up to 128 bytes; then, for each number of objects that a page has
 * room for, up to MOST. */
enum { EXACT = 128 / ALIGNMENT, MOST = 31, CLASSES = EXACT + MOST + 1 };

/* Before the pages: the list of free runs, and one for each class of the slabs that have
 * a free object. */
struct heads {
    struct block free_runs;
    struct block slabs[CLASSES];
};

#define RECORDS sizeof(struct heads)

#include "pages.h"

enum { ROOM = PAGE - HEAD };

#define MAX_REQUEST (SIZE_MAX / 4)

static struct heads *heads(void)
{
    return mem_heap_lo();
}

static size_t class_of(size_t size)
{
    return size <= EXACT * ALIGNMENT ? size / ALIGNMENT : EXACT + ROOM / size;
}

/* The size of objects that hold n bytes, at most half of the room. */
static size_t object_size_for(size_t n)
{
    size_t size = (n + FLAGS) & ~(size_t)FLAGS;

    return size <= EXACT * ALIGNMENT ? size : ROOM / (ROOM / size) & ~(size_t)FLAGS;
}

static bool is_slab(const struct run *r)
{
    return r->size <= ROOM / 2;
}

static struct block *slabs_of(const struct run *r)
{
    return &heads()->slabs[class_of(r->size)];
}

int mm_init(void)
{
    size_t bytes = (size_t)(first_page() - (char *)mem_heap_lo());

    if (mem_sbrk((intptr_t)bytes) == (void *)-1)
        return -1;
    for (int i = 0; i < CLASSES; i++)
        list_init(&heads()->slabs[i]);
    list_init(free_runs());
    pages_end = 0;
    return 0;
}

/* Gives back the slabs that are empty: one in a class at most, the last of its list. */
static void reclaim(void)
{
    for (int i = 0; i < CLASSES; i++) {
        struct run *r = (struct run *)heads()->slabs[i].prev;
        if (&r->links == &heads()->slabs[i] || r->used > 0)
            continue;
        list_remove(&r->links);
        release_run(r);
    }
}

static struct run *new_slab(size_t size)
{
    struct run *r = take_run(PAGE);

    if (!r)
        return NULL;
    r->size = size;
    r->used = 0;
    r->free = NULL;
    for (size_t at = HEAD + ROOM / size * size; at > HEAD; at -= size) {
        void **object = (void **)((char *)r + at - size);
        *object = r->free;
        r->free = object;
    }
    lifo(slabs_of(r), &r->links);
    return r;
}

static void *take_object(size_t size)
{
    struct block *list = &heads()->slabs[class_of(size)];
    struct run *r = list->next != list ? (struct run *)list->next : new_slab(size);

    if (!r)
        return NULL;
    void **object = r->free;
    r->free = *object;
    r->used++;
    if (!r->free)
        list_remove(&r->links);
    return object;
}

void *mm_malloc(size_t n)
{
    if (n == 0 || n > MAX_REQUEST)
        return NULL;
    if (n <= ROOM / 2)
        return take_object(object_size_for(n));
    size_t bytes = (n + HEAD + PAGE - 1) / PAGE * PAGE;
    struct run *r = take_run(bytes);
    if (!r)
        return NULL;
    r->size = bytes - HEAD;
    return (char *)r + HEAD;
}

/* A slab that is empty stays, as long as it is the only one of its class. */
static void free_object(struct run *r, void **object)
{
    if (!r->free)
        lifo(slabs_of(r), &r->links);
    *object = r->free;
    r->free = object;
    if (--r->used > 0 || r->links.next == r->links.prev)
        return;
    list_remove(&r->links);
    release_run(r);
}

void mm_free(void *p)
{
    if (!p)
        return;
    struct run *r = run_of(p);
    if (is_slab(r))
        free_object(r, p);
    else
        release_run(r);
}

size_t mm_usable_size(void *p)
{
    return p ? run_of(p)->size : 0;
}

#include "check.h"
