/*
 * heads.c - An index past the end of an array with which the heap begins.
 *
 *     | heads of lists: 0 1 2 ... 9 | header | payload ...
 *       '-- a line touches these ---'    '-- and now that
 */

#include "judge/heads.h"

#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/trail.h"

enum { HEADER = 16, FIELDS = 32, RECENT = 16, FAR = 1 << 12 };

/* What a line has touched until now; is_other: something that was no link. */
struct touched {
    const char *first, *last;
    bool is_other;
};

/* Is it of the line that has died? */
static bool is_of_line(const struct checker *c, const struct access *a)
{
    return a->deed != RELEASED && a->n == c->links->width &&
           c->host->code_offset((const char *)a->callers[0] - 1) == c->verdict->frames[0];
}

static void look_at(struct touched *t, const struct checker *c, enum deed deed)
{
    const struct access *a = NULL;

    while ((a = c->host->last(deed, NULL, 0, a))) {
        if (!is_of_line(c, a))
            continue;
        t->first = !t->first || a->p < t->first ? a->p : t->first;
        t->last = !t->last || a->p > t->last ? a->p : t->last;
        t->is_other = t->is_other || !trail_may_be_link(c, a);
    }
}

static const char *lowest_payload(const struct checker *c)
{
    const char *lowest = NULL;

    for (size_t i = 0; i < c->trace->count && i <= c->verdict->progress.request; i++) {
        const char *p = c->returned[i];
        lowest = p && (!lowest || p < lowest) ? p : lowest;
    }
    return lowest;
}

/* Has a link been read just now that leads there? Then the place was not computed from an
 * index. */
static bool is_linked(const struct checker *c, const char *address)
{
    const struct access *load = NULL;

    for (int i = 0; i < RECENT && (load = c->host->last(LOADED, NULL, 0, load)); i++)
        if (load->request == c->verdict->progress.request && trail_is_link(c, load) &&
            (size_t)(address - linkform_to(c->links, load) + FIELDS) <= 2 * FIELDS)
            return true;
    return false;
}

bool heads_explain(struct checker *c, const char *address)
{
    struct touched t = {NULL, NULL, false};
    const char *payload = lowest_payload(c), *lo = mem_heap_lo();

    if (!c->host->last || c->verdict->frame_count == 0 || !payload || c->checking)
        return false;
    look_at(&t, c, LOADED);
    look_at(&t, c, STORED);
    if (t.is_other || t.first == t.last || t.first < lo || t.last >= payload - HEADER ||
        address < payload - HEADER || address > payload + FAR || is_linked(c, address))
        return false;
    checker_explain(
        c,
        "until now this line has touched only words from 0x%zx to 0x%zx bytes "
        "into the heap, before the first block: an index is now past the end "
        "of that array",
        offset(t.first), offset(t.last));
    return true;
}
