#ifndef PAGES_H
#define PAGES_H

/*
 * pages.h - Runs of pages: taken at the lowest address where there are enough, and joined
 * again when they are released.
 *
 *    | records | run of one page | run of three pages ... | free run ... |
 *
 * The file that includes this one keeps RECORDS bytes at the start of the heap, of which
 * the first are the list of the free runs, by address; and it defines
 *
 *    reclaim()    releases runs that are kept and not needed
 */

#include "alloc/block.h"
#include "alloc/freelist.h"
#include "memlib.h"

enum { PAGE = 4096 };

struct run {
    struct block links; /* its header: bytes, and IN_USE */
    size_t size;        /* of each object */
    size_t used;        /* objects */
    void **free;        /* the first free object, each pointing to the next */
};

enum { HEAD = (sizeof(struct run) + FLAGS) / ALIGNMENT * ALIGNMENT };

static size_t pages_end; /* bytes of the heap that are pages */

static void reclaim(void);

static struct block *free_runs(void)
{
    return mem_heap_lo();
}

static char *first_page(void)
{
    return (char *)mem_heap_lo() + ((RECORDS + FLAGS) & ~(size_t)FLAGS);
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

/* Makes r one free run with the one behind it in the list, if they touch. */
static void join(struct run *r)
{
    struct block *next = r->links.next;

    if (&r->links == free_runs() || (char *)next != end_of(r))
        return;
    list_remove(next);
    r->links.header += next->header;
}

static void release_run(struct run *r)
{
    r->links.header = block_size(&r->links);
    by_address(free_runs(), &r->links);
    join(r);
    join((struct run *)r->links.prev);
}

/* Ends the heap with a free run of this size; NULL if there is no room. */
static struct block *extend(size_t bytes)
{
    struct block *last = free_runs()->prev;
    bool at_end =
        last != free_runs() && end_of((struct run *)last) == first_page() + pages_end;
    size_t more = at_end ? bytes - block_size(last) : bytes;

    if (mem_sbrk((intptr_t)more) == (void *)-1)
        return NULL;
    struct run *r = run_at(pages_end);
    pages_end += more;
    r->links.header = more;
    release_run(r);
    return free_runs()->prev;
}

/* The lowest run that is large enough: its first bytes, now in use. */
static struct run *take_run(size_t bytes)
{
    struct block *b = first_fit(free_runs(), bytes);

    if (!b) {
        reclaim();
        b = first_fit(free_runs(), bytes);
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

#endif
