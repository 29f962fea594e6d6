/*
 * neighbours.c - Free blocks side by side when the heap grows.
 */

#include "judge/neighbours.h"

#include "base/error.h"
#include "judge/buddies.h"
#include "judge/disorder.h"
#include "judge/offset.h"
#include "judge/rules.h"
#include "memlib.h"

#include <stdlib.h>

/* Free blocks side by side, as far as they may be joined. */
struct run {
    const char *p;
    size_t n, blocks;
};

/* The last of them and the one before, if they may be joined, become one; how many are
 * left. */
static size_t join(struct run *runs, size_t count, const struct joining *joining)
{
    struct run *last = &runs[count - 1], *before = last - 1;

    if (count < 2 || !buddies_may_be_one(joining, before->p, before->n, last->n))
        return count;
    before->n += last->n;
    before->blocks += last->blocks;
    return join(runs, count - 1, joining);
}

/* The first run of two or more that would do for n bytes, and has not this byte; of none
 * if there is none. */
static struct run find_run(const struct blocks *b, const struct meanings *m, size_t n,
                           const char *byte)
{
    struct run *runs = allocate(b->walk.count + 1, sizeof *runs), found = {.blocks = 0};
    struct joining joining = buddies_joining(b);
    size_t count = 0;

    for (size_t i = 0; i < b->walk.count && found.blocks == 0; i++) {
        const struct block *block = &b->all[i];
        bool is_free = rules_is_free(m, block);
        if (is_free)
            runs[count] = (struct run){block->p, block->n, 1};
        count = is_free ? join(runs, count + 1, &joining) : 0;
        const struct run *last = count > 0 ? &runs[count - 1] : &found;
        if (last->blocks > 1 && last->n >= n + b->layout.before &&
            (!byte || byte < last->p || byte >= last->p + last->n))
            found = *last;
    }
    free(runs);
    return found;
}

static void explain(struct checker *c, const struct run *run, const struct block *low)
{
    if (run->blocks == 2)
        checker_explain(c,
                        "the free blocks at 0x%zx and 0x%zx, of %zu and %zu bytes, lie "
                        "side by side, and were not joined",
                        offset(low->p), offset(low[1].p), low->n, low[1].n);
    else
        checker_explain(c,
                        "%zu free blocks, of %zu bytes in all from 0x%zx on, lie side by "
                        "side, and were not joined",
                        run->blocks, run->n, offset(run->p));
    if (c->host->last)
        disorder_explain_pair(c);
}

void neighbours_note(struct checker *c, size_t i, size_t before, const struct blocks *now,
                     const struct meanings *m)
{
    struct waste *unjoined = &c->verdict->wastes[UNJOINED];
    size_t moved;

    if (!now->layout.known)
        return;
    struct run run =
        find_run(now, m, c->trace->requests[i].n, checker_moved_from(c, i, &moved));
    bool missed = run.blocks > 0;
    unjoined->looked += m->in_use.bit != 0;
    unjoined->bytes += missed ? mem_heapsize() - before : 0;
    if (missed && unjoined->missed++ == 0) {
        explain(c, &run, &now->all[layout_headed(now->all, now->walk.count, run.p)]);
        checker_set_aside(c, unjoined, i);
    }
}
