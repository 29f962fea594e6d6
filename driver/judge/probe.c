/*
 * probe.c - The requests that no trace has.
 */

#include "judge/probe.h"

#include "judge/payload.h"
#include "memlib.h"

#include <stdint.h>

/* Any size and id would do. */
enum { N = 100, ID = 1 };

/* How often blocks change their sizes, and what growth is a leak. */
enum { WARM_UP = 500, CHANGES = 1000, MANY_CHANGES = 1000000, LEAK = 1 << 16 };

static bool too_much(struct checker *c)
{
    static const size_t sizes[] = {SIZE_MAX,         SIZE_MAX - 1,  SIZE_MAX - 8,
                                   SIZE_MAX - 16,    SIZE_MAX - 64, SIZE_MAX - 4096,
                                   SIZE_MAX / 2 + 1, SIZE_MAX / 2};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (c->host->malloc(sizes[i]))
            return checker_fail(c, NO_REQUEST, "mm_malloc(%zu) did not return NULL",
                                sizes[i]);
    return true;
}

static bool overflowing_products(struct checker *c)
{
    static const size_t factors[][2] = {{SIZE_MAX / 2, 3},
                                        {SIZE_MAX, SIZE_MAX},
                                        {SIZE_MAX / 16 + 2, 16},
                                        {2, SIZE_MAX / 2 + 9}};

    for (size_t i = 0; i < sizeof factors / sizeof factors[0]; i++)
        if (c->host->calloc(factors[i][0], factors[i][1]))
            return checker_fail(c, NO_REQUEST, "mm_calloc(%zu, %zu) did not return NULL",
                                factors[i][0], factors[i][1]);
    return true;
}

/* A realloc that fails leaves the payload as it was. */
static bool failing_realloc(struct checker *c)
{
    void *p = c->host->malloc(N);

    if (!p)
        return checker_fail(c, NO_REQUEST,
                            "mm_malloc(%d) returned NULL after requests that must fail",
                            N);
    payload_fill(p, ID, 0, N);
    if (c->host->realloc(p, SIZE_MAX) || c->host->realloc(p, SIZE_MAX - N))
        return checker_fail(c, NO_REQUEST, "mm_realloc(p, SIZE_MAX) did not return NULL");
    ptrdiff_t at = payload_check(p, ID, N, N);
    if (at != INTACT)
        return checker_fail(c, NO_REQUEST,
                            "mm_realloc(p, SIZE_MAX) failed, but changed byte %td of %d",
                            at, N);
    c->host->free(p);
    return true;
}

/* It may return NULL, or a payload that can be freed. */
static void nothing(struct checker *c)
{
    c->host->free(NULL);
    c->host->free(c->host->malloc(0));
    c->host->free(c->host->calloc(0, N));
    c->host->free(c->host->calloc(N, 0));
    c->host->free(c->host->realloc(NULL, N));
    c->host->realloc(c->host->malloc(N), 0);
}

/* Realloc as it could be written. */
static void *move(struct checker *c, void *p, size_t n)
{
    void *q = c->host->malloc(n);
    c->host->free(p);
    return q;
}

/* How much the heap grows while two blocks change their sizes in turn, over and over,
 * after some changes that do not count. Ends when it has grown by a leak's worth, and
 * leaves in *changes how many it took. */
static size_t growth_by_moves(struct checker *c, size_t *changes,
                              void *(*resize)(struct checker *, void *, size_t))
{
    void *p[2] = {c->host->malloc(N), c->host->malloc(N)};
    size_t before = SIZE_MAX / 2, i = 0;

    for (; i < *changes && mem_heapsize() < before + LEAK; i++) {
        p[i % 2] = resize(c, p[i % 2], N + i * 37 % (8 * N));
        if (i == WARM_UP)
            before = mem_heapsize();
    }
    *changes = i;
    c->host->free(p[0]);
    c->host->free(p[1]);
    return mem_heapsize() - before;
}

static void *by_realloc(struct checker *c, void *p, size_t n)
{
    return c->host->realloc(p, n);
}

/* Malloc and free in place of realloc show whether the allocator uses blocks again. */
static bool leaking_realloc(struct checker *c, size_t changes)
{
    size_t own = growth_by_moves(c, &changes, by_realloc);

    if (own < LEAK || growth_by_moves(c, &changes, move) > own / 4)
        return true;
    return checker_fail(c, NO_REQUEST,
                        "mm_realloc does not release the old block: while two blocks of "
                        "%d to %d bytes change their sizes %zu times, the heap grows by "
                        "%zu bytes",
                        N, 9 * N, changes, own);
}

bool probe(struct checker *c, bool thorough)
{
    nothing(c);
    return too_much(c) && overflowing_products(c) && failing_realloc(c) &&
           leaking_realloc(c, thorough ? MANY_CHANGES : CHANGES);
}
