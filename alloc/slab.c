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

#include "block.h"
#include "freelist.h"
#include "memlib.h"
#include "mm.h"
#include "plain.h"

#include <stdio.h>

enum { PAGE = 4096, EXACT = 128 / ALIGNMENT, CLASSES = EXACT + PAGE / 128 + 1 };

/* Before the pages: a list for each class of the slabs that have a free object, and one
 * of the free runs, by address. */
struct heads {
    struct block slabs[CLASSES];
    struct block free_runs;
};

struct run {
    struct block links; /* its header: bytes, and IN_USE */
    size_t size;        /* of each object */
    size_t used;        /* objects */
    void **free;        /* the first free object, each pointing to the next */
};

enum { HEAD = (sizeof(struct run) + FLAGS) / ALIGNMENT * ALIGNMENT, ROOM = PAGE - HEAD };

#define MAX_REQUEST (SIZE_MAX / 4)

static size_t pages_end; /* bytes of the heap that are pages */

static struct heads *heads(void)
{
    return mem_heap_lo();
}

static char *first_page(void)
{
    return (char *)mem_heap_lo() + ((sizeof(struct heads) + FLAGS) & ~(size_t)FLAGS);
}

static struct run *run_at(size_t offset)
{
    return (struct run *)(first_page() + offset);
}

static struct run *run_of(const void *p)
{
    size_t offset = (size_t)((const char *)p - first_page());
    return run_at(offset / PAGE * PAGE);
}

static char *end_of(struct run *r)
{
    return (char *)r + block_size(&r->links);
}

/* Up to 128 bytes there is a class for each size, then for each number of objects that a
 * page has room for. */
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
    list_init(&heads()->free_runs);
    pages_end = 0;
    return 0;
}

/* Makes r one free run with the one behind it in the list, if they touch. */
static void join(struct run *r)
{
    struct block *next = r->links.next;

    if (&r->links == &heads()->free_runs || (char *)next != end_of(r))
        return;
    list_remove(next);
    r->links.header += next->header;
}

static void release_run(struct run *r)
{
    r->links.header = block_size(&r->links);
    by_address(&heads()->free_runs, &r->links);
    join(r);
    join((struct run *)r->links.prev);
}

/* Gives back the slabs that are empty: one in a class at most, the last of its list. */
static void release_empty_slabs(void)
{
    for (int i = 0; i < CLASSES; i++) {
        struct run *r = (struct run *)heads()->slabs[i].prev;
        if (&r->links == &heads()->slabs[i] || r->used > 0)
            continue;
        list_remove(&r->links);
        release_run(r);
    }
}

/* Ends the heap with a free run of this size; NULL if there is no room. */
static struct block *extend(size_t bytes)
{
    struct block *last = heads()->free_runs.prev;
    bool at_end = last != &heads()->free_runs &&
                  end_of((struct run *)last) == first_page() + pages_end;
    size_t more = at_end ? bytes - block_size(last) : bytes;

    if (mem_sbrk((intptr_t)more) == (void *)-1)
        return NULL;
    struct run *r = run_at(pages_end);
    pages_end += more;
    r->links.header = more;
    release_run(r);
    return heads()->free_runs.prev;
}

/* The lowest run that is large enough: its first bytes, now in use. */
static struct run *take_run(size_t bytes)
{
    struct block *b = first_fit(&heads()->free_runs, bytes);

    if (!b) {
        release_empty_slabs();
        b = first_fit(&heads()->free_runs, bytes);
    }
    if (!b)
        b = extend(bytes);
    if (!b)
        return NULL;
    list_remove(b);
    size_t left = block_size(b) - bytes;
    b->header = bytes | IN_USE;
    if (left > 0) {
        struct run *rest = (struct run *)end_of((struct run *)b);
        rest->links.header = left;
        release_run(rest);
    }
    return (struct run *)b;
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

/* Marks the free objects of a slab; how many there are, or -1 if one cannot be right. */
static long mark_free(struct run *r, bool *is_free)
{
    long count = 0;

    memset(is_free, false, PAGE / ALIGNMENT);
    for (void **object = r->free; object; object = *object, count++) {
        size_t at = (size_t)((char *)object - (char *)r) - HEAD;
        if (at % r->size || at / r->size >= ROOM / r->size || is_free[at / r->size])
            return -1;
        is_free[at / r->size] = true;
    }
    return count;
}

static void walk_slab(struct run *r,
                      void (*visit)(const struct mm_block *block, void *context),
                      void *context)
{
    bool is_free[PAGE / ALIGNMENT];

    mark_free(r, is_free);
    for (size_t i = 0; i < ROOM / r->size; i++) {
        char *object = (char *)r + HEAD + i * r->size;
        visit(&(struct mm_block){object, r->size, object, !is_free[i]}, context);
    }
}

void mm_walk(void (*visit)(const struct mm_block *block, void *context), void *context)
{
    for (size_t at = 0; at < pages_end; at += block_size(&run_at(at)->links)) {
        struct run *r = run_at(at);
        bool in_use = block_in_use(&r->links);
        if (in_use && is_slab(r))
            walk_slab(r, visit, context);
        else
            visit(&(struct mm_block){r, block_size(&r->links), (char *)r + HEAD, in_use},
                  context);
    }
}

/* What is wrong with a run in use, or NULL. */
static const char *fault_of(struct run *r)
{
    bool is_free[PAGE / ALIGNMENT];

    if (!is_slab(r))
        return r->size == block_size(&r->links) - HEAD ? NULL
                                                       : "its object does not fill it";
    if (r->size < ALIGNMENT || r->size % ALIGNMENT || block_size(&r->links) != PAGE)
        return "its objects' size cannot be right";
    if (mark_free(r, is_free) != (long)(ROOM / r->size - r->used))
        return "its free objects are not those that it counts";
    return NULL;
}

static bool unsound(int line, struct run *r, const char *what)
{
    fprintf(stderr, "line %d: the run %td bytes after the first: %s\n", line,
            (char *)r - first_page(), what);
    return false;
}

/* The slabs that have a free object, as the lists have them; -1 if one does not belong.
 */
static long count_listed(void)
{
    long count = 0;

    for (size_t i = 0; i < CLASSES; i++) {
        struct block *list = &heads()->slabs[i];
        for (struct block *b = list->next; b != list; b = b->next, count++) {
            struct run *r = (struct run *)b;
            if (!block_in_use(b) || b->prev->next != b || !is_slab(r) ||
                class_of(r->size) != i || !r->free)
                return -1;
        }
    }
    return count;
}

bool mm_checkheap(int line)
{
    struct block *next_free = heads()->free_runs.next;
    long with_free_objects = 0;
    size_t at = 0;
    bool after_free = false;

    while (at < pages_end) {
        struct run *r = run_at(at);
        size_t bytes = block_size(&r->links);
        bool in_use = block_in_use(&r->links);
        if (bytes == 0 || bytes % PAGE || bytes > pages_end - at)
            return unsound(line, r, "its size cannot be right");
        if (in_use && fault_of(r))
            return unsound(line, r, fault_of(r));
        if (!in_use && (after_free || &r->links != next_free))
            return unsound(line, r, "it is not where the list of free runs has one");
        if (!in_use)
            next_free = next_free->next;
        with_free_objects += in_use && is_slab(r) && r->free;
        after_free = !in_use;
        at += bytes;
    }
    if (next_free != &heads()->free_runs || count_listed() != with_free_objects)
        return unsound(line, run_at(at), "the lists have what is not there");
    return true;
}
