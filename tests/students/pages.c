/*
 * pages.c - A correct allocator of pages that are divided into cells of one size each,
 * and of whole pages. The tests put one bug at a time into it.
 */

#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

enum { PAGE = 4096, CLASSES = 8, SMALLEST = 16 };

struct cell {
    struct cell *next;
};

/* With it begins a page of cells, or the first of whole pages: then class is CLASSES. */
struct head {
    size_t class, bytes;
};

static struct cell *cells[CLASSES];

static size_t class_of(size_t n)
{
    size_t class = 0;

    while (class < CLASSES && (size_t)SMALLEST << class < n)
        class ++;
    return class;
}

static struct head *new_pages(size_t class, size_t bytes)
{
    size_t all = (bytes + sizeof(struct head) + PAGE - 1) / PAGE * PAGE;
    struct head *h = mem_sbrk((intptr_t)all);

    if (h == (void *)-1)
        return NULL;
    h->class = class;
    h->bytes = all - sizeof *h;
    return h;
}

static void divide(struct head *h, size_t class)
{
    size_t size = (size_t)SMALLEST << class;

    for (size_t i = h->bytes / size; i > 0; i--) {
        struct cell *c = (struct cell *)((char *)(h + 1) + (i - 1) * size);
        c->next = cells[class];
        cells[class] = c;
    }
}

int mm_init(void)
{
    memset(cells, 0, sizeof cells);
    return 0;
}

void *mm_malloc(size_t n)
{
    size_t class = class_of(n);
    struct head *h;

    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    if (class == CLASSES)
        return (h = new_pages(class, n)) ? h + 1 : NULL;
    if (!cells[class] && (h = new_pages(class, 1)))
        divide(h, class);
    struct cell *c = cells[class];
    if (c)
        cells[class] = c->next;
    return c;
}

static struct head *head_of(void *p)
{
    size_t at = (size_t)((char *)p - (char *)mem_heap_lo());

    return (struct head *)((char *)mem_heap_lo() + at / PAGE * PAGE);
}

/* Whole pages are not used again. */
void mm_free(void *p)
{
    struct cell *c = p;

    if (!p || head_of(p)->class == CLASSES)
        return;
    c->next = cells[head_of(p)->class];
    cells[head_of(p)->class] = c;
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);

    if (p && q) {
        struct head *h = head_of(p);
        size_t old = h->class == CLASSES ? h->bytes : (size_t)SMALLEST << h->class;
        memcpy(q, p, old < n ? old : n);
    }
    if (q || n == 0)
        mm_free(p);
    return q;
}

bool mm_checkheap(int line)
{
    return line >= 0;
}
