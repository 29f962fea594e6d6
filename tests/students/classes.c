/*
 * classes.c - Correct lists for classes of sizes, whose heads are the first words of the
 * heap, and boundary tags. The tests put one bug at a time into it, and look what make
 * debug says.
 */

#include "memlib.h"
#include "mm.h"
#include "tests/students/calloc.h"

#include <stdint.h>
#include <string.h>

enum { TAG = 8, MINIMUM = 32, CLASSES = 10, CHUNK = 4096 };

static char **heads;

static size_t *header(char *p)
{
    return (size_t *)(p - TAG);
}

static size_t size_of(char *p)
{
    return *header(p) & ~(size_t)15;
}

static char **next(char *p)
{
    return (char **)p;
}

static char **prev(char *p)
{
    return (char **)(p + TAG);
}

static char *after(char *p)
{
    return p + size_of(p);
}

static void set_tags(char *p, size_t size, size_t used)
{
    *header(p) = size | used;
    *header(after(p) - TAG) = size | used;
}

static int class_of(size_t size)
{
    int list = 0;

    while (list < CLASSES - 1 && size > (size_t)MINIMUM << list)
        list++;
    return list;
}

static void insert(char *p)
{
    char **head = &heads[class_of(size_of(p))];

    *next(p) = *head;
    *prev(p) = NULL;
    if (*head)
        *prev(*head) = p;
    *head = p;
}

static void remove_free(char *p)
{
    if (*prev(p))
        *next(*prev(p)) = *next(p);
    else
        heads[class_of(size_of(p))] = *next(p);
    if (*next(p))
        *prev(*next(p)) = *prev(p);
}

static char *coalesce(char *p)
{
    size_t size = size_of(p), low = *header(p - TAG);

    if (!(*header(after(p)) & 1)) {
        remove_free(after(p));
        size += size_of(after(p));
    }
    if (!(low & 1)) {
        p -= low;
        remove_free(p);
        size += low;
    }
    set_tags(p, size, 0);
    insert(p);
    return p;
}

static char *extend(size_t size)
{
    char *p = mem_sbrk((intptr_t)size);

    if (p == (void *)-1)
        return NULL;
    set_tags(p, size, 0);
    *header(after(p)) = 1;
    return coalesce(p);
}

/* The heads, a tag before the first block, and a header that ends the heap. */
int mm_init(void)
{
    size_t bytes = CLASSES * sizeof *heads;
    char *lo = mem_sbrk((intptr_t)bytes + 2 * TAG);

    if (lo == (void *)-1)
        return -1;
    heads = (char **)lo;
    for (int list = 0; list < CLASSES; list++)
        heads[list] = NULL;
    *header(lo + bytes + TAG) = *header(lo + bytes + 2 * TAG) = 1;
    return 0;
}

static char *find_fit(size_t size)
{
    for (int list = class_of(size); list < CLASSES; list++)
        for (char *p = heads[list]; p; p = *next(p))
            if (size_of(p) >= size)
                return p;
    return NULL;
}

static void place(char *p, size_t size)
{
    size_t rest = size_of(p) - size;

    remove_free(p);
    set_tags(p, rest < MINIMUM ? size_of(p) : size, 1);
    if (rest >= MINIMUM) {
        set_tags(after(p), rest, 0);
        insert(after(p));
    }
}

void *mm_malloc(size_t n)
{
    size_t size = (n + 2 * TAG + 15) & ~(size_t)15;

    if (n == 0 || n > SIZE_MAX / 4)
        return NULL;
    if (size < MINIMUM)
        size = MINIMUM;
    char *p = find_fit(size);
    if (!p)
        p = extend(size > CHUNK ? size : CHUNK);
    if (p)
        place(p, size);
    return p;
}

void mm_free(void *p)
{
    if (!p)
        return;
    set_tags(p, size_of(p), 0);
    coalesce(p);
}

void *mm_realloc(void *p, size_t n)
{
    void *q = mm_malloc(n);
    size_t old = p ? size_of(p) - 2 * TAG : 0;

    if (p && q)
        memcpy(q, p, old < n ? old : n);
    if (q || n == 0)
        mm_free(p);
    return q;
}
