/*
 * passed.c - Where the heap grows though a free block is large enough.
 */

#include "judge/passed.h"

#include "judge/disorder.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/search.h"
#include "judge/telling.h"
#include "memlib.h"

/* The free block as it was before a realloc freed what it has moved, if that has become a
 * part of it: what lies before. */
static struct block without(const struct block *block, const struct layout *l,
                            const char *moved)
{
    struct block rest = *block;

    if (moved && layout_has(block, moved))
        rest.n = (size_t)(moved - l->before - block->p);
    return rest;
}

/* The first that was free before the heap grew, and is as large as the request's; of 0
 * bytes if there is none. */
static struct block find_passed(const struct blocks *b, const struct meanings *m,
                                const struct block *got, const char *old_break,
                                const char *moved)
{
    for (size_t i = 0; i < b->walk.count; i++) {
        struct block block = without(&b->all[i], &b->layout, moved);
        if (block.p + block.n >= old_break)
            break;
        if (rules_is_free(m, &b->all[i]) && block.n >= got->n)
            return block;
    }
    return (struct block){.n = 0};
}

/* The last request before i that freed a payload in the block, or c->trace->count. */
static size_t freed_in(const struct checker *c, size_t i, const struct block *block)
{
    while (i-- > 0) {
        const struct request *r = &c->trace->requests[i];
        if (r->op == FREE && c->payloads[r->id] && layout_has(block, c->payloads[r->id]))
            return i;
    }
    return c->trace->count;
}

static void explain(struct checker *c, size_t i, size_t before, const struct blocks *b,
                    const struct block *passed, const struct block *got)
{
    size_t freed = freed_in(c, i, passed);

    checker_explain(c,
                    "the free block at 0x%zx, of %zu bytes, lay unused: this request got "
                    "one of %zu bytes at 0x%zx instead",
                    offset(passed->p), passed->n, got->n, offset(got->p));
    if (freed < c->trace->count)
        checker_explain(c, "what was there was freed %s", telling_moment(c, freed).text);
    if (!c->host->last)
        return;
    if (order_has_found(c))
        disorder_explain_first(c);
    search_explain(c, i, layout_payload(&b->layout, passed),
                   (const char *)mem_heap_lo() + before);
}

void passed_note(struct checker *c, size_t i, size_t before, const struct blocks *now,
                 const struct meanings *m)
{
    struct waste *passed = &c->verdict->wastes[PASSED];
    size_t moved, got = now->walk.count;

    if (c->trace->requests[i].op != MEMALIGN && c->returned[i])
        got = layout_block(now->all, now->walk.count, c->returned[i]);
    if (!now->layout.known || !m->in_use.bit || got == now->walk.count)
        return;
    struct block block =
        find_passed(now, m, &now->all[got], (const char *)mem_heap_lo() + before,
                    checker_moved_from(c, i, &moved));
    passed->looked++;
    passed->bytes += block.n > 0 ? mem_heapsize() - before : 0;
    if (block.n > 0 && passed->missed++ == 0) {
        explain(c, i, before, now, &block, &now->all[got]);
        checker_set_aside(c, passed, i);
    }
}
