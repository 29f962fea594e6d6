/*
 * neighbours.c - Free blocks side by side when the heap grows.
 */

#include "judge/neighbours.h"

#include "base/error.h"
#include "judge/buddies.h"
#include "judge/disorder.h"
#include "judge/offset.h"
#include "judge/rules.h"

#include <stdlib.h>

/* The lowest payload, and how many are in use. */
static const char *find_lowest(const struct checker *c, size_t *live)
{
    const char *lowest = NULL;

    *live = 0;
    for (uint32_t id = 0; id < c->trace->ids; id++) {
        const char *p = c->sizes[id] > 0 ? c->payloads[id] : NULL;
        *live += p != NULL;
        if (p && (!lowest || p < lowest))
            lowest = p;
    }
    return lowest;
}

/* The first block of a pair that would do for n bytes, and has not this byte, or the
 * number of blocks. */
static size_t find_pair(const struct blocks *b, const struct meanings *m, size_t n,
                        const char *byte)
{
    for (size_t i = 0; i + 1 < b->walk.count; i++) {
        size_t both = b->all[i].n + b->all[i + 1].n;
        if (rules_is_free(m, &b->all[i]) && rules_is_free(m, &b->all[i + 1]) &&
            both >= n + b->layout.before && buddies_may_join(b, i) &&
            (!byte || byte < b->all[i].p || byte >= b->all[i].p + both))
            return i;
    }
    return b->walk.count;
}

static void explain(struct checker *c, const struct block *low)
{
    checker_explain(c,
                    "the free blocks at 0x%zx and 0x%zx, of %zu and %zu bytes, lie side "
                    "by side, and were not joined",
                    offset(low->p), offset(low[1].p), low->n, low[1].n);
    if (c->host->last)
        disorder_explain_pair(c);
}

void neighbours_note(struct checker *c, size_t i)
{
    struct waste *unjoined = &c->verdict->unjoined;
    size_t most = layout_most();
    struct blocks b = {.all = allocate(most, sizeof *b.all)};
    struct meanings *m = allocate(1, sizeof *m);
    size_t live, moved;
    const char *lowest = find_lowest(c, &live);

    if (lowest)
        layout_learn(&b.layout, lowest, live, b.all, most);
    if (b.layout.known) {
        b.walk = layout_walk(&b.layout, b.all, most);
        rules_learn(m, &b, lowest);
        size_t pair =
            find_pair(&b, m, c->trace->requests[i].n, checker_moved_from(c, i, &moved));
        unjoined->looked += m->in_use.bit != 0;
        if (pair < b.walk.count && unjoined->missed++ == 0) {
            explain(c, &b.all[pair]);
            checker_set_aside(c, unjoined, i);
        }
    }
    free(m);
    free(b.all);
}
