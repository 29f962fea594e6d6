/*
 * disorder.c - What is said of a watched allocator's blocks, in order or not.
 */

#include "judge/disorder.h"

#include "judge/merged.h"
#include "judge/misplaced.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/stray.h"
#include "judge/telling.h"
#include "judge/unrounded.h"
#include "judge/writer.h"
#include "memlib.h"

#include <string.h>

/* Is it the size of the block, of it and the next ones, or of a part of it? */
static bool is_sum(const struct blocks *b, size_t i, size_t n)
{
    size_t sum = 0;

    if (n < b->all[i].n)
        return true;
    for (; i < b->walk.count && sum < n; i++)
        sum += b->all[i].n;
    return sum == n;
}

void disorder_explain_size(struct checker *c, const struct access *header)
{
    const struct order *o = c->order;
    const struct blocks *b = o ? &o->sight.now : NULL;

    if (!o || o->over || !b->layout.known || o->finding.what != NOTHING ||
        header->request != c->verdict->progress.request || header->n != b->layout.width)
        return;
    size_t i = layout_headed(b->all, b->walk.count, header->p);
    size_t n = layout_size(&b->layout, header->value);
    const char *end = heap_end() - b->layout.tail;
    if (i == b->walk.count || is_sum(b, i, n) || header->p + n == end)
        return;
    checker_explain(c,
                    "before this request the block at 0x%zx had %zu bytes, and the next "
                    "one %zu: no block has ended %zu bytes after it",
                    offset(header->p), b->all[i].n,
                    i + 1 < b->walk.count ? b->all[i + 1].n : 0, n);
}

static const char *state(const struct order *o, size_t i)
{
    return rules_is_free(&o->sight.meanings, &o->sight.now.all[i]) ? "free" : "in use";
}

/* The flags that all headers behind blocks in use have, but for that of the block's own
 * use. */
static uint64_t flags_behind_use(const struct order *o)
{
    const struct blocks *b = &o->sight.now;
    uint64_t flags = b->layout.bits & ~o->sight.meanings.in_use.bit;

    for (size_t i = 1; i < b->walk.count; i++)
        if (!rules_is_free(&o->sight.meanings, &b->all[i - 1]))
            flags &= b->all[i].word;
    return flags;
}

void disorder_explain_header(struct checker *c, const char *word)
{
    const struct order *o = c->order;
    const struct blocks *b = o ? &o->sight.now : NULL;

    if (!o || o->over || !o->sight.meanings.in_use.bit || o->finding.what != NOTHING)
        return;
    size_t i = layout_headed(b->all, b->walk.count, word);
    if (i == 0 || i == b->walk.count)
        return;
    checker_explain(c,
                    "that is the header of a block that is %s; the one before it, at "
                    "0x%zx, is %s",
                    state(o, i), offset(b->all[i - 1].p), state(o, i - 1));
    size_t flags = (size_t)(flags_behind_use(o) & b->all[i].word);
    if (flags && rules_is_free(&o->sight.meanings, &b->all[i - 1]))
        checker_explain(c, "but its flag 0x%zx is set, as behind all blocks in use",
                        flags);
}

/* Does one of the block's first two words lead to the other block? */
static bool leads_to(const struct layout *l, const struct block *b,
                     const struct block *other)
{
    const char *to[2];

    memcpy(to, layout_payload(l, b), sizeof to);
    return layout_begins(l, other, to[0]) || layout_begins(l, other, to[1]);
}

void disorder_explain_link(struct checker *c, const char *word)
{
    const struct order *o = c->order;
    const struct blocks *b = o ? &o->sight.now : NULL;
    const struct block *block = NULL;

    if (!o || o->over || !o->sight.meanings.has_links || o->finding.what != NOTHING)
        return;
    for (size_t i = 0; i < b->walk.count; i++)
        if (rules_is_free(&o->sight.meanings, &b->all[i]) &&
            (size_t)(word - layout_payload(&b->layout, &b->all[i])) < 2 * sizeof word)
            block = &b->all[i];
    for (size_t i = 0; i < b->walk.count && block; i++)
        if (&b->all[i] != block && rules_is_free(&o->sight.meanings, &b->all[i]) &&
            leads_to(&b->layout, &b->all[i], block) &&
            !leads_to(&b->layout, block, &b->all[i])) {
            checker_explain(
                c,
                "it is in the free block at 0x%zx: a link of the one at 0x%zx "
                "leads there, but none leads back",
                offset(block->p), offset(b->all[i].p));
            return;
        }
}

const char *disorder_payload(const struct checker *c, const char *byte)
{
    const struct order *o = c->order;
    const struct blocks *b = o ? &o->sight.now : NULL;

    if (!o || o->over || !b->layout.known || b->walk.end != AT_BREAK)
        return NULL;
    size_t i = links_block(b, byte);
    return i < b->walk.count ? layout_payload(&b->layout, &b->all[i]) : NULL;
}

bool disorder_explain_room(struct checker *c, const char *payload, size_t n)
{
    const struct order *o = c->order;
    const struct layout *l = o ? &o->sight.now.layout : NULL;

    if (!o || o->over || !l->known || !c->host->last || !payload)
        return false;
    const struct access *header = writer_earlier(c, payload - l->before);
    if (!header || header->deed != STORED || header->n != l->width)
        return false;
    size_t size = layout_size(l, header->value);
    if (size == 0 || size + (header->value & l->bits) >= l->before + n)
        return false;
    checker_explain(c,
                    "the block of that payload had %zu bytes, %zu of them before the "
                    "payload: too few for %zu",
                    size, l->before, n);
    telling_word(c, "its header", header, header->p);
    return true;
}

bool disorder_explain_multiple(struct checker *c, size_t alignment, const char *payload)
{
    const struct order *o = c->order;
    const struct blocks *b = o ? &o->sight.now : NULL;
    const struct block *odd = NULL;

    if (!o || o->over || !b->layout.known || b->walk.end != AT_BREAK)
        return false;
    for (size_t i = 0; i < b->walk.count && b->all[i].p + b->all[i].n <= payload; i++)
        if (b->all[i].n % alignment != 0 &&
            (uintptr_t)layout_payload(&b->layout, &b->all[i]) % alignment == 0)
            odd = &b->all[i];
    if (!odd)
        return false;
    checker_explain(c,
                    "the block at 0x%zx has %zu bytes, no multiple of %zu: so what lies "
                    "behind it is not aligned",
                    offset(odd->p), odd->n, alignment);
    telling_stored(c, "its header", odd->p);
    const struct access *header = c->host->last(STORED, odd->p, b->layout.width, NULL);
    if (header)
        unrounded_explain(c, header, odd->n);
    return true;
}

void disorder_explain_pair(struct checker *c)
{
    struct order *o = c->order;

    if (!o || o->pair.what == NOTHING)
        return;
    finding_explain(c, "", &o->pair);
}

/* The failing request's payload, if it is in the middle of a block: false if it is not.
 */
static bool explain_middle(struct checker *c)
{
    const struct order *o = c->order;
    const struct blocks *b = &o->sight.now;
    size_t request = c->verdict->request;

    if (o->over || !b->layout.known || request >= c->trace->count ||
        o->sight.request != request || !c->returned[request])
        return false;
    const char *p = c->returned[request];
    size_t i = links_block(b, p);
    if (i == b->walk.count || b->all[i].live || layout_begins(&b->layout, &b->all[i], p))
        return false;
    checker_explain(c,
                    "no block begins with the payload returned, at 0x%zx: it is in the "
                    "middle of the block at 0x%zx",
                    offset(p), offset(b->all[i].p));
    telling_stored(c, "the header of that block", b->all[i].p);
    return true;
}

void disorder_explain_first(struct checker *c)
{
    const struct finding *f = order_has_found(c) ? order_first_finding(c) : NULL;

    if (!f)
        return;
    finding_explain(c, "the blocks got out of order: ", f);
    if (f->what == STRAY)
        stray_explain(c, f);
    else if (f->what == NO_WAY && f->count > 0)
        merged_explain_header(c, &f->told[0].word);
    else if ((f->what == COPY || f->what == FREE_FOOTER) && f->count > 1)
        misplaced_explain(c, f->told[1].p);
}

/* Has the heap grown in the request that fails? Who joins late does so before that. */
static bool has_grown(const struct checker *c)
{
    const struct access *growth = c->host->last(GROWN, NULL, 0, NULL);

    return growth && growth->request == c->verdict->progress.request;
}

/* Keeps the first lines. */
static void cut(char *text)
{
    enum { LINES = 4 };

    for (int i = 0; i < LINES && *text; i++)
        text += strcspn(text, "\n") + (i + 1 < LINES && strchr(text, '\n'));
    *text = '\0';
}

bool disorder_explain(struct checker *c)
{
    struct order *o = c->order;
    char rest[sizeof c->verdict->detail];

    if (!o || c->verdict->progress.phase != REPLAYING)
        return false;
    memcpy(rest, c->verdict->detail, sizeof rest);
    c->verdict->detail[0] = '\0';
    disorder_explain_first(c);
    if (!c->verdict->detail[0] && !explain_middle(c) &&
        (o->pair.request == c->verdict->request || has_grown(c)))
        disorder_explain_pair(c);
    bool is_told = c->verdict->detail[0];
    if (is_told)
        cut(rest);
    if (rest[0])
        checker_explain(c, "%s", rest);
    return is_told;
}
