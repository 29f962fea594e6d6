/*
 * order.c - Since when a watched allocator's blocks are not in order.
 *
 * What a rule says of blocks counts once it has held for one of them. The first block of
 * which it is not true is a finding, and is forgotten if that is mended later: what an
 * allocator defers is no fault.
 */

#include "judge/order.h"

#include "base/error.h"
#include "config.h"
#include "judge/astray.h"
#include "judge/buddies.h"
#include "judge/given.h"
#include "judge/linkform.h"
#include "judge/pair.h"
#include "judge/stray.h"
#include "judge/twice.h"

#include <stdlib.h>
#include <string.h>

/* MOST blocks are looked at, and EFFORT in all; TRIED: other layouts of one heap. */
enum { MOST = 1 << 16, EFFORT = 1 << 27, TRIED = 4 };

static struct order *start(const struct checker *c)
{
    struct order *o = allocate(1, sizeof *o);

    o->sight.now.all = allocate(MOST, sizeof *o->sight.now.all);
    o->sight.before.all = allocate(MOST, sizeof *o->sight.before.all);
    o->sight.now.links = allocate(WORDS, sizeof *o->sight.now.links);
    o->finding.what = o->stray.what = o->pair.what = NOTHING;
    o->given.what = o->twice.what = NOTHING;
    o->sight.now.form = o->sight.before.form = c->links;
    o->sight.request = NO_REQUEST;
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
    linkform_look(c->links, NULL, 0, 0, 0);
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
    const struct blocks *now = &o->sight.now;

    if (f->what == PARTS)
        return parts_are_still(&f->told[0].word, &f->told[1].word);
    if (f->what == BUDDY)
        return buddies_are_still(f, now);
    size_t i = layout_headed(now->all, now->walk.count, f->block.p);
    if (f->what == NO_WAY)
        return now->walk.end != AT_BREAK || now->walk.live < o->live ||
               (f->grown && i < now->walk.count && now->all[i].n >= f->block.n);
    if (i == now->walk.count)
        return now->walk.end != AT_BREAK;
    if (f->what == ROOM)
        return now->all[i].live && now->all[i].word == f->block.word;
    return rules_ask((enum rule)f->what, c, &o->sight.meanings, now, i) == BROKEN;
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
    size_t at = 0, held[RULES];

    memcpy(held, o->held, sizeof held);
    rules_find_links(c, &o->sight.now);
    o->effort += RULES * o->sight.now.walk.count;
    for (size_t i = 0; i < o->sight.now.walk.count; i++)
        for (int rule = 0; rule < RULES; rule++) {
            enum ruling a =
                rules_ask((enum rule)rule, c, &o->sight.meanings, &o->sight.now, i);
            o->held[rule] += a == HOLDS;
            o->never[rule] = o->never[rule] || (a == BROKEN && held[rule] == 0);
            if (a == BROKEN && rule < broken && is_expected(o, (enum rule)rule)) {
                broken = rule;
                at = i;
            }
        }
    if (broken < RULES)
        finding_of_rule(&o->finding, c, &o->sight, (enum rule)broken, at);
}

/* Has the word that is astray been read since? */
static bool is_followed(const struct checker *c, const struct finding *f)
{
    const struct access *load =
        f->what == STRAY ? c->host->last(LOADED, f->stray.word, 1, NULL) : NULL;

    for (size_t i = 0; load && i < f->count; i++)
        if (f->told[i].word.stores >= load->stores)
            return false;
    return load && load->request >= f->request && load->request < c->trace->count;
}

/* The first word that is astray, as long as it is, or what was copied from it. */
static void look_at_links(struct order *o, const struct checker *c)
{
    const struct meanings *m = &o->sight.meanings;
    struct stray stray;

    if (o->stray.what != NOTHING && links_is_still(&o->stray.stray, m, &o->sight.now))
        return;
    bool is_astray = links_look(&o->links, c, m, &o->sight.before, &o->sight.now, &stray);
    if (is_astray && o->stray.stray.to == stray.to && is_followed(c, &o->stray))
        return;
    o->stray.what = NOTHING;
    if (is_astray)
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

/* Did this payload begin a block before the request? */
static bool had_block(const struct order *o, const char *p)
{
    const struct blocks *b = &o->sight.before;
    size_t i = links_block(b, p);

    return i < b->walk.count && b->all[i].live &&
           layout_payload(&b->layout, &b->all[i]) == p;
}

/* Is there a payload in a block, and is it none of its own: in a slab? That is in order,
 * then. A slab is in use, and no payload begins it; what it is divided into may well have
 * headers, too. */
static bool has_slabs(const struct order *o, const struct checker *c)
{
    const struct blocks *b = &o->sight.now;

    for (uint32_t id = 0; id < c->trace->ids && b->walk.live < o->live; id++) {
        const char *p = c->payloads[id];
        size_t i = c->sizes[id] > 0 ? links_block(b, p) : b->walk.count;
        if (i < b->walk.count && layout_payload(&b->layout, &b->all[i]) < p &&
            (!layout_has_header(&b->layout, c, p) ||
             (!b->all[i].live && !rules_says_free(&o->sight.meanings, b->all[i].p) &&
              !had_block(o, p))))
            return true;
    }
    return false;
}

static bool is_walkable(const struct order *o)
{
    return o->sight.now.walk.end == AT_BREAK && o->sight.now.walk.live == o->live;
}

static void swap(struct blocks *a, struct blocks *b)
{
    struct blocks former = *a;

    *a = *b;
    *b = former;
}

/* The blocks as they are now. */
static void update(struct order *o, struct checker *c)
{
    struct blocks before = o->sight.before, *now = &o->sight.now;

    o->sight.before = *now;
    now->all = before.all;
    now->walk = layout_walk(&now->layout, now->all, MOST);
    if (!is_walkable(o)) {
        layout_narrow(&now->layout, o->sight.meanings.flags, o->live, now->all, MOST);
        now->walk = layout_walk(&now->layout, now->all, MOST);
        o->effort += TRIED * now->walk.count;
    }
    o->effort += now->walk.count;
    linkform_look(c->links, now->all, now->walk.count, now->layout.before,
                  o->sight.meanings.foot);
}

/* How links are kept, by what this request has stored, if it is one of the first. */
static void learn_links(struct checker *c, const struct order *o)
{
    enum { FIRST = 1000 };
    const struct access *a = NULL;

    while (o->sight.request < FIRST && (a = c->host->last(STORED, NULL, 0, a)) &&
           a->request == o->sight.request)
        linkform_learn(c->links, &o->sight.now.layout, a);
}

/* The walk over the blocks does not come to the break, or not over all payloads. */
static void find_way(struct order *o, const struct checker *c)
{
    if (buddies_find(&o->finding, c, &o->sight))
        return;
    astray_find(&o->finding, c, &o->sight);
    buddies_add_join(&o->finding, c, &o->sight);
}

static void note(struct order *o, struct checker *c, size_t i)
{
    o->sight.request = i;
    count(o, c, i);
    if (!o->sight.now.layout.known) {
        if (o->live > 0)
            layout_learn(&o->sight.now.layout, o->lowest, o->live, o->sight.now.all,
                         MOST);
        if (o->live > 0 && !o->sight.now.layout.known) {
            layout_guess(&o->sight.now.layout, c, o->lowest, o->live, o->sight.now.all,
                         MOST);
            o->sight.meanings.flags = 1; /* that headers are odd was asked */
        }
        if (!o->sight.now.layout.known) {
            look_at_parts(o, c);
            return;
        }
    }
    c->before = o->sight.now.layout.before;
    update(o, c);
    if (o->finding.what != NOTHING && !is_still(o, c))
        o->finding.what = NOTHING;
    if (!is_walkable(o)) {
        o->over = has_slabs(o, c);
        if (o->finding.what == NOTHING && !o->over)
            find_way(o, c);
        o->over = o->over || o->finding.what == NOTHING;
        return;
    }
    rules_learn(&o->sight.meanings, &o->sight.now, o->lowest);
    buddies_learn(&o->sight.meanings, &o->sight.now);
    learn_links(c, o);
    if (o->finding.what == NOTHING && !buddies_find(&o->finding, c, &o->sight))
        look(o, c);
    look_at_links(o, c);
    twice_find(&o->twice, &o->is_shared, c, &o->sight);
    pair_find(&o->pair, c, &o->sight);
}

/* A payload that was copied, and is to be where it was all the same, is no block's. */
static void look_at_copy(struct order *o, const struct checker *c, size_t i)
{
    const struct access *copy = given_copy(c, i);

    if (copy)
        finding_of_copy(&o->given, c, copy, i);
}

void order_note(struct checker *c, size_t i)
{
    struct order *o = c->order;

    if (!c->host->last)
        return;
    if (!o)
        o = c->order = start(c);
    else if (o->sight.request == i)
        return;
    o->over = o->over || o->effort > EFFORT ||
              (c->trace->requests[i].op == MEMALIGN && c->host->memalign);
    if (!o->over)
        note(o, c, i);
    o->sight.request = i;
    if (o->given.what == NOTHING && c->returned[i] && c->trace->requests[i].op == REALLOC)
        look_at_copy(o, c, i);
    if (o->over)
        o->finding.what = o->stray.what = o->pair.what = o->twice.what = NOTHING;
}

/* Does the last block of the walk, whose header request i has written, cut a payload? */
static bool is_astray_by(const struct order *o, const struct checker *c, size_t i)
{
    const struct walk *walk = &o->sight.now.walk;

    if (walk->end != ASTRIDE)
        return false;
    const struct access *header =
        c->host->last(STORED, o->sight.now.all[walk->count - 1].p, 1, NULL);
    return header && header->request == i;
}

void order_note_death(struct checker *c)
{
    struct order *o = c->order;
    size_t i = c->verdict->progress.request;

    if (!o || o->over || !o->sight.now.layout.is_power || o->finding.what != NOTHING ||
        c->checking || o->sight.request == i || i >= c->trace->count ||
        c->verdict->progress.phase != REPLAYING)
        return;
    size_t request = o->sight.request;
    o->sight.request = i;
    update(o, c);
    if (is_astray_by(o, c, i) && !has_slabs(o, c))
        find_way(o, c);
    if (o->finding.what != NOTHING)
        return;
    o->sight.request = request;
    swap(&o->sight.now, &o->sight.before);
    linkform_look(c->links, o->sight.now.all, o->sight.now.walk.count,
                  o->sight.now.layout.before, o->sight.meanings.foot);
}

/* Of two that may be NOTHING: the one that was found first, or this one. */
static const struct finding *earlier(const struct finding *this,
                                     const struct finding *other)
{
    return other->what != NOTHING &&
                   (this->what == NOTHING || other->request < this->request)
               ? other
               : this;
}

const struct finding *order_first_finding(const struct checker *c)
{
    const struct order *o = c->order;
    const struct finding *first = earlier(&o->given, &o->finding);

    first = earlier(first, &o->twice);
    return is_followed(c, &o->stray) ? earlier(first, &o->stray) : first;
}

bool order_has_found(const struct checker *c)
{
    return c->order && order_first_finding(c)->what != NOTHING &&
           c->verdict->progress.phase == REPLAYING;
}

/* Nothing is known any more, or nothing is in order. */
static bool is_unknown(const struct order *o)
{
    return !o || o->over || !o->sight.now.layout.known || o->finding.what != NOTHING;
}

const struct block *order_block_before(const struct checker *c, const char *byte)
{
    const struct blocks *b = is_unknown(c->order) ? NULL : &c->order->sight.before;
    size_t i = b ? links_block(b, byte) : 0;

    return b && i < b->walk.count ? &b->all[i] : NULL;
}

const struct block *order_free_before(const struct checker *c, const char *header)
{
    const struct block *b = order_block_before(c, header);
    uint64_t word = b ? b->word : 0;
    const struct meaning *m = b ? &c->order->sight.meanings.in_use : NULL;

    return b && b->p == header && !b->live && m->bit && m->at == 0 &&
                   (word & m->bit) != m->value
               ? b
               : NULL;
}

bool order_has_room(const struct checker *c, const struct block *b, size_t n)
{
    const struct layout *l = &c->order->sight.now.layout;

    return b->n >= l->before + n + l->width + ALIGNMENT;
}

const struct block *order_free_for(const struct checker *c, size_t n)
{
    const struct blocks *b = is_unknown(c->order) ? NULL : &c->order->sight.now;

    for (size_t i = 0; b && is_walkable(c->order) && i < b->walk.count; i++)
        if (rules_is_free(&c->order->sight.meanings, &b->all[i]) &&
            order_has_room(c, &b->all[i], n))
            return &b->all[i];
    return NULL;
}
