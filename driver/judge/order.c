/*
 * order.c - Since when a watched allocator's blocks are not in order.
 *
 * What a rule says of blocks counts once it has held for one of them. The first block of
 * which it is not true is a finding, and is forgotten if that is mended later: what an
 * allocator defers is no fault.
 */

#include "judge/order.h"

#include "base/error.h"
#include "judge/finding.h"
#include "judge/offset.h"
#include "judge/pair.h"
#include "judge/stray.h"
#include "judge/telling.h"
#include "memlib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* MOST blocks are looked at, and EFFORT in all. */
enum { MOST = 1 << 16, EFFORT = 1 << 27 };

struct order {
    struct sight sight;
    const char *lowest; /* of the payloads so far */
    size_t live, effort, held[RULES];
    bool never[RULES]; /* it was broken before it held */
    struct finding finding, stray, pair;
    struct links links;
    bool over; /* nothing is known any more */
};

static struct order *start(void)
{
    struct order *o = allocate(1, sizeof *o);

    o->sight.now.all = allocate(MOST, sizeof *o->sight.now.all);
    o->sight.before.all = allocate(MOST, sizeof *o->sight.before.all);
    o->sight.now.links = allocate(WORDS, sizeof *o->sight.now.links);
    o->finding.what = o->stray.what = o->pair.what = NOTHING;
    return o;
}

void order_free(struct checker *c)
{
    if (!c->order)
        return;
    free(c->order->sight.now.all);
    free(c->order->sight.now.links);
    free(c->order->sight.before.all);
    free(c->order);
    c->order = NULL;
}

/* The payloads after request i. */
static void count(struct order *o, const struct checker *c, size_t i)
{
    const char *p = c->returned[i];

    if (p && (!o->lowest || p < o->lowest))
        o->lowest = p;
    o->live = 0;
    for (uint32_t id = 0; id < c->trace->ids; id++)
        o->live += c->sizes[id] > 0;
    o->effort += c->trace->ids;
}

static bool is_still(struct order *o, const struct checker *c)
{
    const struct finding *f = &o->finding;
    size_t i = 0;

    while (i < o->sight.now.walk.count && o->sight.now.all[i].p != f->block.p)
        i++;
    if (f->what == PARTS)
        return parts_are_still(&f->told[0].word, &f->told[1].word);
    if (f->what == NO_WAY)
        return o->sight.now.walk.end != AT_BREAK || o->sight.now.walk.live < o->live;
    if (i == o->sight.now.walk.count)
        return o->sight.now.walk.end != AT_BREAK;
    const struct block *b = &o->sight.now.all[i];
    return f->what == ROOM ? b->live && b->word == f->block.word
                           : rules_ask((enum rule)f->what, c, &o->sight.meanings,
                                       &o->sight.now, i) == BROKEN;
}

/* Where lists are circles, a block may well lead to itself; they need not lead back; and
 * a block in use need have no footer. */
static bool is_expected(const struct order *o, enum rule rule)
{
    bool may_never = rule == ONWARD || rule == BACK || rule == COPY;

    return rule == ROOM || rule == FREE_FOOTER ||
           (o->held[rule] > 0 && !(may_never && o->never[rule]));
}

/* Asks every rule of every block. */
static void look(struct order *o, const struct checker *c)
{
    int broken = NOTHING;
    size_t at = 0;

    rules_find_links(c, &o->sight.now);
    o->effort += RULES * o->sight.now.walk.count;
    for (size_t i = 0; i < o->sight.now.walk.count; i++)
        for (int rule = 0; rule < RULES; rule++) {
            enum ruling a =
                rules_ask((enum rule)rule, c, &o->sight.meanings, &o->sight.now, i);
            o->held[rule] += a == HOLDS;
            o->never[rule] = o->never[rule] || (a == BROKEN && o->held[rule] == 0);
            if (a == BROKEN && rule < broken && is_expected(o, (enum rule)rule)) {
                broken = rule;
                at = i;
            }
        }
    if (broken < RULES)
        finding_of_rule(&o->finding, c, &o->sight, (enum rule)broken, at);
}

/* The first word that is astray, as long as it is. */
static void look_at_links(struct order *o, const struct checker *c)
{
    const struct meanings *m = &o->sight.meanings;
    struct stray stray;

    if (o->stray.what != NOTHING && links_is_still(&o->stray.stray, m, &o->sight.now))
        return;
    o->stray.what = NOTHING;
    if (links_look(&o->links, c, m, &o->sight.before, &o->sight.now, &stray))
        stray_find(&o->stray, c, &o->sight, &stray);
}

/* Of blocks whose layout is not known. */
static void look_at_parts(struct order *o, const struct checker *c)
{
    struct finding *f = &o->finding;

    if (f->what == PARTS && parts_are_still(&f->told[0].word, &f->told[1].word))
        return;
    f->what = NOTHING;
    struct overlap overlap = parts_look(c);
    if (overlap.whole)
        finding_of_parts(f, &overlap, o->sight.request);
}

static bool is_walkable(const struct order *o)
{
    return o->sight.now.walk.end == AT_BREAK && o->sight.now.walk.live == o->live;
}

/* The blocks as they are now. */
static void update(struct order *o)
{
    struct blocks before = o->sight.before;

    o->sight.before = o->sight.now;
    o->sight.now.all = before.all;
    o->sight.now.walk = layout_walk(&o->sight.now.layout, o->sight.now.all, MOST);
    o->effort += o->sight.now.walk.count;
}

static void note(struct order *o, struct checker *c, size_t i)
{
    o->sight.request = i;
    count(o, c, i);
    if (!o->sight.now.layout.known) {
        if (o->live > 0)
            layout_learn(&o->sight.now.layout, o->lowest, o->live, o->sight.now.all,
                         MOST);
        if (o->live > 0 && !o->sight.now.layout.known)
            layout_guess(&o->sight.now.layout, c, o->lowest, o->live, o->sight.now.all,
                         MOST);
        if (!o->sight.now.layout.known) {
            look_at_parts(o, c);
            return;
        }
    }
    update(o);
    if (o->finding.what != NOTHING && !is_still(o, c))
        o->finding.what = NOTHING;
    if (!is_walkable(o)) {
        if (o->finding.what == NOTHING)
            finding_of_way(&o->finding, c, &o->sight);
        return;
    }
    rules_learn(&o->sight.meanings, &o->sight.now, o->lowest);
    if (o->finding.what == NOTHING)
        look(o, c);
    look_at_links(o, c);
    pair_find(&o->pair, c, &o->sight);
}

void order_note(struct checker *c, size_t i)
{
    struct order *o = c->order;

    if (!c->host->last)
        return;
    if (!o)
        o = c->order = start();
    o->over = o->over || o->effort > EFFORT || c->trace->requests[i].op == MEMALIGN;
    if (!o->over)
        note(o, c, i);
    else
        o->finding.what = o->stray.what = o->pair.what = NOTHING;
}

/* Has the word that is astray been read since? */
static bool is_followed(const struct checker *c, const struct finding *f)
{
    const struct access *load =
        f->what == STRAY ? c->host->last(LOADED, f->stray.word, 1, NULL) : NULL;

    return load && load->request >= f->request && load->request < c->trace->count;
}

/* What has been found first. */
static const struct finding *first_finding(const struct checker *c)
{
    const struct order *o = c->order;

    if (is_followed(c, &o->stray) &&
        (o->finding.what == NOTHING || o->stray.request < o->finding.request))
        return &o->stray;
    return &o->finding;
}

bool order_has_found(const struct checker *c)
{
    return c->order && first_finding(c)->what != NOTHING &&
           c->verdict->progress.phase == REPLAYING;
}

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

void order_explain_size(struct checker *c, const struct access *header)
{
    const struct order *o = c->order;
    const struct blocks *b = o ? &o->sight.now : NULL;
    size_t i = 0;

    if (!o || o->over || !b->layout.known || o->finding.what != NOTHING ||
        header->request != c->verdict->progress.request || header->n != b->layout.width)
        return;
    while (i < b->walk.count && b->all[i].p != header->p)
        i++;
    size_t n = (size_t)(header->value & ~b->layout.bits) * b->layout.unit;
    n += b->layout.extra;
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

void order_explain_header(struct checker *c, const char *word)
{
    const struct order *o = c->order;
    size_t i = 1;

    if (!o || o->over || !o->sight.meanings.in_use.bit || o->finding.what != NOTHING)
        return;
    while (i < o->sight.now.walk.count && o->sight.now.all[i].p != word)
        i++;
    if (i == o->sight.now.walk.count)
        return;
    checker_explain(c,
                    "that is the header of a block that is %s; the one before it, at "
                    "0x%zx, is %s",
                    state(o, i), offset(o->sight.now.all[i - 1].p), state(o, i - 1));
    size_t flags = (size_t)(flags_behind_use(o) & o->sight.now.all[i].word);
    if (flags && rules_is_free(&o->sight.meanings, &o->sight.now.all[i - 1]))
        checker_explain(c, "but its flag 0x%zx is set, as behind all blocks in use",
                        flags);
}

/* Does one of the block's first two words lead to the other block? */
static bool leads_to(const struct layout *l, const struct block *b,
                     const struct block *other)
{
    const char *to[2];

    memcpy(to, layout_payload(l, b), sizeof to);
    return to[0] == other->p || to[0] == layout_payload(l, other) || to[1] == other->p ||
           to[1] == layout_payload(l, other);
}

void order_explain_link(struct checker *c, const char *word)
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

const char *order_payload(const struct checker *c, const char *byte)
{
    const struct order *o = c->order;
    const struct blocks *b = o ? &o->sight.now : NULL;

    if (!o || o->over || !b->layout.known || b->walk.end != AT_BREAK)
        return NULL;
    size_t i = links_block(b, byte);
    return i < b->walk.count ? layout_payload(&b->layout, &b->all[i]) : NULL;
}

void order_explain_pair(struct checker *c)
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
    if (i == b->walk.count || b->all[i].live || links_begins(&b->layout, &b->all[i], p))
        return false;
    const struct access *header =
        c->host->last(STORED, b->all[i].p, b->layout.width, NULL);
    checker_explain(c,
                    "no block begins with the payload returned, at 0x%zx: it is in the "
                    "middle of the block at 0x%zx",
                    offset(p), offset(b->all[i].p));
    if (header)
        telling_word(c, "the header of that block", header, header->p);
    return true;
}

void order_explain_found(struct checker *c)
{
    const struct finding *f = order_has_found(c) ? first_finding(c) : NULL;

    if (!f)
        return;
    finding_explain(c, "the blocks got out of order: ", f);
    if (f->what == STRAY)
        stray_explain(c, f);
}

/* Keeps the first lines. */
static void cut(char *text)
{
    enum { LINES = 4 };

    for (int i = 0; i < LINES && *text; i++)
        text += strcspn(text, "\n") + (i + 1 < LINES && strchr(text, '\n'));
    *text = '\0';
}

void order_explain(struct checker *c)
{
    struct order *o = c->order;
    char rest[sizeof c->verdict->detail];

    if (!o || c->verdict->progress.phase != REPLAYING)
        return;
    memcpy(rest, c->verdict->detail, sizeof rest);
    c->verdict->detail[0] = '\0';
    order_explain_found(c);
    if (!c->verdict->detail[0] && !explain_middle(c) &&
        o->pair.request == c->verdict->request)
        order_explain_pair(c);
    if (c->verdict->detail[0])
        cut(rest);
    if (rest[0])
        checker_explain(c, "%s", rest);
}
