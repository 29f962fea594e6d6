/*
 * unrounded.c - The size of a block that was not rounded up.
 */

#include "judge/unrounded.h"

#include "config.h"
#include "judge/offset.h"
#include "judge/telling.h"

/* What a block has beside its payload: two tags at most, of so many bytes. */
enum { TAGS = 32, WORD = 4 };

bool unrounded_is(const struct checker *c, const struct access *header, size_t bytes)
{
    if (header->request >= c->trace->count)
        return false;
    const struct request *r = &c->trace->requests[header->request];
    return r->op != FREE && bytes >= r->n && bytes - r->n <= TAGS &&
           (bytes - r->n) % WORD == 0 && r->n % ALIGNMENT != 0 && bytes % ALIGNMENT != 0;
}

bool unrounded_explain(struct checker *c, const struct access *header, size_t bytes)
{
    if (!unrounded_is(c, header, bytes))
        return false;
    c->decided = true;
    checker_explain(c,
                    "the %zu bytes that were asked for %s were not rounded up to a "
                    "multiple of %d",
                    c->trace->requests[header->request].n,
                    telling_moment(c, header->request).text, (int)ALIGNMENT);
    return true;
}

void unrounded_explain_distance(struct checker *c, const char *payload, size_t alignment)
{
    enum { FAR = 1 << 16 };
    size_t i = c->verdict->progress.request, nearest = c->trace->count;

    for (size_t j = 0; j < i && j < c->trace->count; j++) {
        const char *p = c->returned[j];
        if (p && p < payload && (uintptr_t)p % alignment == 0 &&
            (nearest == c->trace->count || p > (char *)c->returned[nearest]))
            nearest = j;
    }
    const char *before = nearest < c->trace->count ? c->returned[nearest] : NULL;
    if (before && payload - before < FAR)
        checker_explain(
            c,
            "it lies %td bytes behind the payload at 0x%zx, which was returned "
            "%s: no multiple of %zu",
            payload - before, offset(before), telling_moment(c, nearest).text, alignment);
}
