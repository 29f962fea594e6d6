/*
 * pages.c - Memory in pages that can be given back, as Utah's handout has it.
 *
 * The heap never shrinks: pages that were given back are listed in themselves, and the
 * first run of them that is large enough is mapped again.
 */

#include "../csapp-2002/memlib.h"

#include <string.h>

struct run {
    size_t size; /* in bytes */
    struct run *next;
};

static struct run *unmapped;

/* Takes them from the run's end: its head stays where it is. */
static void *take(struct run **at, size_t size)
{
    struct run *run = *at;

    run->size -= size;
    if (run->size == 0)
        *at = run->next;
    return (char *)run + run->size;
}

static void *find(size_t size)
{
    if (mem_heapsize() == 0)
        unmapped = NULL; /* the runs were in another replay's heap */
    for (struct run **at = &unmapped; *at; at = &(*at)->next)
        if ((*at)->size >= size)
            return take(at, size);
    return NULL;
}

void *mem_map(size_t size)
{
    void *pages = find(size);

    if (!pages)
        pages = mem_sbrk((int)size);
    return pages == (void *)-1 ? NULL : memset(pages, 0, size);
}

void mem_unmap(void *pages, size_t size)
{
    struct run *run = pages;

    *run = (struct run){.size = size, .next = unmapped};
    unmapped = run;
}

static int overlap(const char *a, size_t a_size, const char *b, size_t b_size)
{
    return a < b + b_size && b < a + a_size;
}

int mem_is_mapped(void *p, size_t size)
{
    const char *lo = mem_heap_lo();
    const char *from = p;

    if (from < lo || from + size > lo + mem_heapsize())
        return 0;
    for (const struct run *run = unmapped; run; run = run->next)
        if (overlap(from, size, (const char *)run, run->size))
            return 0;
    return 1;
}

/* In mm_init, where the driver has just emptied the heap. */
void mem_reset(void)
{
}
