/*
 * copy.c - How many bytes are copied or cleared at once.
 */

#include "judge/copy.h"

#include "judge/trail.h"
#include "judge/writer.h"

enum { HEADER = 16, BITS = 15 };

/* May the count come from the header before the payload, by which its block is so large?
 */
static bool is_in_header(const struct checker *c, const char *payload, size_t count)
{
    const struct access *header = writer_before(c, payload, HEADER);

    return !header || trail_is_address(header) || (header->value | BITS) >= count;
}

bool copy_explain(struct checker *c, const char *base, size_t count, bool writes)
{
    size_t i = c->verdict->progress.request;

    if (!c->host->last || i >= c->trace->count)
        return false;
    const struct request *r = &c->trace->requests[i];
    if (r->op != REALLOC || r->n == 0)
        return false;
    const char *old = c->payloads[r->id];
    size_t before = c->trace->requests[c->born[r->id]].n;
    bool is_wrong = writes ? base != old && count > r->n : base == old && count > before;
    if (!is_wrong || c->host->last(UNWRITTEN, NULL, 0, NULL))
        return false;
    checker_explain(
        c,
        "the payload had %zu bytes until now, and is to have %zu: no more are "
        "to be copied than the smaller number",
        before, r->n);
    bool is_why = writes ? before > r->n : !is_in_header(c, old, count);
    c->decided = c->decided || is_why;
    return is_why;
}
