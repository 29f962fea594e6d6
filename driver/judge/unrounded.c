/*
 * unrounded.c - The size of a block that was not rounded up.
 */

#include "judge/unrounded.h"

#include "config.h"
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

void unrounded_explain(struct checker *c, const struct access *header, size_t bytes)
{
    if (!unrounded_is(c, header, bytes))
        return;
    c->decided = true;
    checker_explain(c,
                    "the %zu bytes that were asked for %s were not rounded up to a "
                    "multiple of %d",
                    c->trace->requests[header->request].n,
                    telling_moment(c, header->request).text, (int)ALIGNMENT);
}
