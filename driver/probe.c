/*
 * probe.c - The requests that no trace has.
 */

#include "probe.h"

#include "payload.h"

#include <stdint.h>

/* Any size and id would do. */
enum { N = 100, ID = 1 };

static bool too_much(struct checker *c)
{
    static const size_t sizes[] = {SIZE_MAX,         SIZE_MAX - 1,  SIZE_MAX - 8,
                                   SIZE_MAX - 16,    SIZE_MAX - 64, SIZE_MAX - 4096,
                                   SIZE_MAX / 2 + 1, SIZE_MAX / 2};

    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++)
        if (c->a->malloc(sizes[i]))
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
        if (c->a->calloc(factors[i][0], factors[i][1]))
            return checker_fail(c, NO_REQUEST, "mm_calloc(%zu, %zu) did not return NULL",
                                factors[i][0], factors[i][1]);
    return true;
}

/* A realloc that fails leaves the payload as it was. */
static bool failing_realloc(struct checker *c)
{
    void *p = c->a->malloc(N);

    if (!p)
        return checker_fail(c, NO_REQUEST,
                            "mm_malloc(%d) returned NULL after requests that must fail",
                            N);
    payload_fill(p, ID, 0, N);
    if (c->a->realloc(p, SIZE_MAX) || c->a->realloc(p, SIZE_MAX - N))
        return checker_fail(c, NO_REQUEST, "mm_realloc(p, SIZE_MAX) did not return NULL");
    ptrdiff_t at = payload_check(p, ID, N, N);
    if (at != INTACT)
        return checker_fail(c, NO_REQUEST,
                            "mm_realloc(p, SIZE_MAX) failed, but changed byte %td of %d",
                            at, N);
    c->a->free(p);
    return true;
}

/* It may return NULL, or a payload that can be freed. */
static void nothing(struct checker *c)
{
    c->a->free(NULL);
    c->a->free(c->a->malloc(0));
    c->a->free(c->a->calloc(0, N));
    c->a->free(c->a->calloc(N, 0));
    c->a->free(c->a->realloc(NULL, N));
    c->a->realloc(c->a->malloc(N), 0);
}

bool probe(struct checker *c)
{
    nothing(c);
    return too_much(c) && overflowing_products(c) && failing_realloc(c);
}
