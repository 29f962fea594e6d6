/*
 * order.c - Since when a watched allocator's blocks are not in order.
 *
 * What a rule says of blocks counts once it has held for one of them. The first block of
 * which it is not true is a finding, and is forgotten if that is mended later: what an
 * allocator defers is no fault.
 */

#include "judge/order.h"

#include "base/error.h"
#include "judge/rules.h"
#include "judge/telling.h"
#include "memlib.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* MOST blocks are looked at, and EFFORT in all replays. NO_WAY: the walk over the blocks
 * does not come to the break. */
enum { MOST = 1 << 16, EFFORT = 1 << 26, TOLD = 6, NO_WAY = RULES, NOTHING };

struct told {
    const char *name;
    struct access word;
};

struct finding {
    int what; /* a rule, or one of the above */
    struct block block;
    size_t request;
    char sentence[240];
    struct told told[TOLD];
    size_t count;
};

struct order {
    struct blocks now, before; /* after the last request, and after the one before */
    struct meanings meanings;
    const char *lowest; /* of the payloads so far */
    size_t live, effort, held[RULES];
    bool never[RULES]; /* it was broken before it held */
    struct finding finding, pair;
    bool over; /* nothing is known any more */
};

static size_t offset(const void *p)
{
    return (size_t)((const char *)p - (const char *)mem_heap_lo());
}

static struct order *start(void)
{
    struct order *o = allocate(1, sizeof *o);

    o->now.all = allocate(MOST, sizeof *o->now.all);
    o->before.all = allocate(MOST, sizeof *o->before.all);
    o->now.links = allocate(MOST_LINKS, sizeof *o->now.links);
    o->finding.what = o->pair.what = NOTHING;
    return o;
}

void order_free(struct checker *c)
{
    if (!c->order)
        return;
    free(c->order->now.all);
    free(c->order->now.links);
    free(c->order->before.all);
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

static void add(struct order *o, const char *name, const struct access *a)
{
    if (a && o->finding.count < TOLD)
        o->finding.told[o->finding.count++] = (struct told){name, *a};
}

static void tell(struct order *o, const struct checker *c, const char *name,
                 const char *word)
{
    add(o, name, c->host->last(STORED, word, o->now.layout.width, NULL));
}

/* The block of the table that begins or ends there. */
static size_t block_ending_at(const struct blocks *b, const char *p)
{
    size_t low = 0, high = b->walk.count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (b->all[middle].p + b->all[middle].n < p)
            low = middle + 1;
        else
            high = middle;
    }
    return low < b->walk.count && b->all[low].p + b->all[low].n == p ? low
                                                                     : b->walk.count;
}

static bool is_header(const struct blocks *b, const char *p)
{
    size_t i = block_ending_at(b, p);

    return i < b->walk.count && i + 1 < b->walk.count;
}

/* Of the loads of that request: the first of a footer that was not as the header of its
 * block. */
static void tell_footer(struct order *o, const struct checker *c, const struct blocks *b,
                        size_t request)
{
    const struct access *load = NULL, *wrong = NULL;
    size_t width = b->layout.width, at = 0;

    while ((load = c->host->last(LOADED, NULL, 0, load)) && load->request == request) {
        size_t i = load->n == width ? block_ending_at(b, load->p + width) : b->walk.count;
        if (i < b->walk.count && load->value != b->all[i].word &&
            !(load->value == b->all[i].n)) {
            wrong = load;
            at = i;
        }
    }
    const struct access *store = wrong ? c->host->last(STORED, wrong->p, 1, wrong) : NULL;
    if (!store || o->finding.count + 2 > TOLD)
        return;
    o->finding.told[o->finding.count++] =
        (struct told){"the last word of a block was read as its footer: that", *store};
    tell(o, c, "but the header of that block", b->all[at].p);
}

/* A finding of this block; its header was written last by whom it tells. */
static void find(struct order *o, const struct checker *c, int what,
                 const struct block *block, size_t request)
{
    struct finding *f = &o->finding;

    *f = (struct finding){.what = what, .block = *block, .request = request};
    tell(o, c, "its header", block->p);
}

#define SAY(o, ...) \
    snprintf((o)->finding.sentence, sizeof(o)->finding.sentence, __VA_ARGS__)

/* The id whose live payload lies in the block, but does not begin it. */
static uint32_t astride(const struct checker *c, const struct layout *l,
                        const struct block *b)
{
    uint32_t id = 0;

    while (id < c->trace->ids &&
           (c->sizes[id] == 0 || (const char *)c->payloads[id] <= layout_payload(l, b) ||
            (const char *)c->payloads[id] >= b->p + b->n))
        id++;
    return id;
}

/* The block in which a live payload lies that the walk has not met. */
static size_t find_astride(const struct checker *c, const struct blocks *b)
{
    size_t i = 0;

    while (i < b->walk.count && astride(c, &b->layout, &b->all[i]) == c->trace->ids)
        i++;
    return i;
}

static void note_way(struct order *o, const struct checker *c, size_t request)
{
    const struct blocks *b = &o->now;
    size_t i = b->walk.count - 1;

    if (b->walk.end == AT_BREAK)
        i = find_astride(c, b);
    if (i >= b->walk.count)
        return;
    const struct block *at = &b->all[i];
    uint32_t id = astride(c, &b->layout, at);
    if (b->walk.end == NO_SIZE && i > 0) {
        find(o, c, NO_WAY, at - 1, request);
        SAY(o,
            "by its header the block at 0x%zx has %zu bytes, but no other begins where "
            "it "
            "ends",
            offset(at[-1].p), at[-1].n);
        tell(o, c, "the word where the next one should begin", at->p);
    } else if (b->walk.end == NO_SIZE) {
        find(o, c, NO_WAY, at, request);
        SAY(o, "the first block, at 0x%zx, has no size any more", offset(at->p));
    } else if (b->walk.end == PAST_BREAK) {
        find(o, c, NO_WAY, at, request);
        SAY(o, "by its header the block at 0x%zx has %zu bytes, and ends past the break",
            offset(at->p), at->n);
    } else if (id < c->trace->ids) {
        find(o, c, NO_WAY, at, request);
        SAY(o,
            "by its header the block at 0x%zx has %zu bytes, and so id %u's payload lies "
            "in it",
            offset(at->p), at->n, id);
    }
    if (o->finding.what != NOTHING)
        tell_footer(o, c, &o->before, request);
}

/* What the request has written last: the header of another block, and anything. */
static void tell_last(struct order *o, const struct checker *c, size_t request)
{
    const struct access *a = NULL, *last = NULL, *header = NULL;

    while ((a = c->host->last(STORED, NULL, 0, a)) && a->request == request) {
        if (a->deed != STORED)
            continue;
        last = last ? last : a;
        if (!header && a->n == o->now.layout.width && a->p != o->finding.block.p &&
            is_header(&o->now, a->p))
            header = a;
    }
    add(o, "the last header that was written then", header);
    if (last != header)
        add(o, "the last that was written then: the word", last);
}

static void note_rule(struct order *o, const struct checker *c, enum rule rule, size_t i,
                      size_t request)
{
    const struct block *at = &o->now.all[i];

    find(o, c, (int)rule, at, request);
    switch (rule) {
    case IN_USE_BIT:
        SAY(o, "the block at 0x%zx has a payload in use, but by its header it is free",
            offset(at->p));
        break;
    case EPILOGUE:
        SAY(o, "the last header, of no size, that ends the heap says that it is free");
        o->finding.count = 0;
        tell(o, c, "that header", rules_epilogue(&o->now));
        break;
    case AFTER_USE_BIT:
        SAY(o,
            "by its header the block before the one at 0x%zx is free, but it is in use",
            offset(at->p));
        break;
    case ROOM:
        SAY(o, "by its header the block at 0x%zx has %zu bytes, too few for its payload",
            offset(at->p), at->n);
        break;
    case ONWARD:
        SAY(o, "a link of the free block at 0x%zx leads to that block itself",
            offset(at->p));
        tell_last(o, c, request);
        break;
    case LINKED:
        SAY(o, "by its header the block at 0x%zx is free, but no link leads to it",
            offset(at->p));
        tell_last(o, c, request);
        break;
    default:
        SAY(o,
            "by its header the free block at 0x%zx has %zu bytes, but its last word, the "
            "footer, says something else",
            offset(at->p), at->n);
        tell(o, c, "its last word", rules_footer(&o->now, i));
    }
}

static bool is_still(struct order *o, const struct checker *c)
{
    const struct finding *f = &o->finding;
    size_t i = 0;

    while (i < o->now.walk.count && o->now.all[i].p != f->block.p)
        i++;
    if (f->what == NO_WAY)
        return o->now.walk.end != AT_BREAK || o->now.walk.live < o->live;
    if (i == o->now.walk.count)
        return o->now.walk.end != AT_BREAK;
    const struct block *b = &o->now.all[i];
    return f->what == ROOM
               ? b->live && b->word == f->block.word
               : rules_ask((enum rule)f->what, c, &o->meanings, &o->now, i) == BROKEN;
}

/* Where lists are circles, a block may well lead to itself. */
static bool is_expected(const struct order *o, enum rule rule)
{
    return rule == ROOM || rule == FREE_FOOTER ||
           (o->held[rule] > 0 && (rule != ONWARD || !o->never[rule]));
}

/* Asks every rule of every block. */
static void look(struct order *o, const struct checker *c, size_t request)
{
    int broken = NOTHING;
    size_t at = 0;

    rules_find_links(c, &o->now);
    o->effort += o->now.link_count;

    for (size_t i = 0; i < o->now.walk.count; i++)
        for (int rule = 0; rule < RULES; rule++) {
            enum ruling a = rules_ask((enum rule)rule, c, &o->meanings, &o->now, i);
            o->held[rule] += a == HOLDS;
            o->never[rule] = o->never[rule] || (a == BROKEN && o->held[rule] == 0);
            if (a == BROKEN && rule < broken && is_expected(o, (enum rule)rule)) {
                broken = rule;
                at = i;
            }
        }
    if (broken < RULES)
        note_rule(o, c, (enum rule)broken, at, request);
}

static bool is_free(const struct order *o, const struct block *b)
{
    return !b->live && rules_says_free(&o->meanings, b->p);
}

/* The first of two free blocks side by side, at that place or anywhere. */
static size_t find_pair(const struct order *o, const struct blocks *b, const char *at)
{
    size_t i = 1;

    while (i < b->walk.count && !(is_free(o, &b->all[i - 1]) && is_free(o, &b->all[i]) &&
                                  (!at || b->all[i].p == at)))
        i++;
    return i < b->walk.count ? i - 1 : b->walk.count;
}

/* The loads of headers by that request, the latest of each place in the code. */
static void add_looks(struct order *o, const struct checker *c, size_t request)
{
    const struct access *load = NULL;
    struct finding *f = &o->finding;

    while (f->count < TOLD && (load = c->host->last(LOADED, NULL, 0, load)) &&
           load->request == request) {
        size_t i = 0;
        while (i < f->count && f->told[i].word.callers[0] != load->callers[0])
            i++;
        if (i == f->count && load->n == o->now.layout.width &&
            (is_header(&o->now, load->p) || is_header(&o->before, load->p)))
            add(o, "", load);
    }
}

/* Two free blocks that are not joined: what the request did that freed the second. */
static void note_pair(struct order *o, const struct checker *c, size_t request)
{
    const struct blocks *b = &o->now;
    struct finding *f = &o->pair, kept = o->finding;

    if (f->what != NOTHING && find_pair(o, b, f->block.p) < b->walk.count)
        return;
    f->what = NOTHING;
    size_t i = find_pair(o, b, NULL);
    if (i == b->walk.count)
        return;
    const struct block *low = &b->all[i], *high = low + 1;
    const struct access *a = c->host->last(STORED, low->p, b->layout.width, NULL);
    bool is_low = a && a->request == request;
    o->finding = (struct finding){.what = LINKED, .block = *high, .request = request};
    SAY(o, "the free blocks at 0x%zx and 0x%zx lie side by side, and were not joined",
        offset(low->p), offset(high->p));
    tell(o, c, "the header of the one that became free then", is_low ? low->p : high->p);
    add_looks(o, c, request);
    *f = o->finding;
    o->finding = kept;
}

static bool is_walkable(const struct order *o)
{
    return o->now.walk.end == AT_BREAK && o->now.walk.live == o->live;
}

/* The blocks as they are now. */
static void update(struct order *o)
{
    struct blocks before = o->before;

    o->before = o->now;
    o->now.all = before.all;
    o->now.links = o->before.links;
    o->now.walk = layout_walk(&o->now.layout, o->now.all, MOST);
    o->effort += o->now.walk.count;
}

static void note(struct order *o, struct checker *c, size_t i)
{
    count(o, c, i);
    if (!o->now.layout.known) {
        if (o->live > 0)
            layout_learn(&o->now.layout, o->lowest, o->live, o->now.all, MOST);
        if (o->live > 0 && !o->now.layout.known)
            layout_guess(&o->now.layout, c, o->lowest, o->live, o->now.all, MOST);
        if (!o->now.layout.known)
            return;
    }
    update(o);
    if (o->finding.what != NOTHING && !is_still(o, c))
        o->finding.what = NOTHING;
    if (!is_walkable(o)) {
        if (o->finding.what == NOTHING)
            note_way(o, c, i);
        return;
    }
    rules_learn(&o->meanings, &o->now, o->lowest);
    if (o->finding.what == NOTHING)
        look(o, c, i);
    note_pair(o, c, i);
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
        o->finding.what = o->pair.what = NOTHING;
}

bool order_has_found(const struct checker *c)
{
    return c->order && c->order->finding.what != NOTHING &&
           c->verdict->progress.phase == REPLAYING;
}

/* In which lines headers were read. */
static void explain_looks(struct checker *c, const struct finding *f, size_t first)
{
    char places[200] = "";

    for (size_t i = f->count; i-- > first;) {
        size_t used = strlen(places);
        struct access inner = f->told[i].word;
        inner.callers[1] = NULL;
        snprintf(places + used, sizeof places - used, "%s%s", used ? ";" : "",
                 telling_place(c, &inner).text + 1);
    }
    checker_explain(c, "headers of blocks were read then%s", places);
}

static void explain(struct checker *c, const char *introduction, struct finding *f)
{
    size_t looks = 0;

    checker_explain(c, "%s %s%s", telling_moment(c, f->request).text, introduction,
                    f->sentence);
    for (size_t i = 0; i < f->count; i++)
        if (f->told[i].word.deed == LOADED)
            looks = looks ? looks : i;
        else
            telling_word(c, f->told[i].name, &f->told[i].word, f->told[i].word.p);
    if (looks)
        explain_looks(c, f, looks);
    if (f->what == EPILOGUE)
        telling_before(c, &f->told[0].word);
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
    const struct blocks *b = o ? &o->now : NULL;
    size_t i = 0;

    if (!o || o->over || !b->layout.known || o->finding.what != NOTHING ||
        header->request != c->verdict->progress.request || header->n != b->layout.width)
        return;
    while (i < b->walk.count && b->all[i].p != header->p)
        i++;
    size_t n = (size_t)(header->value & ~b->layout.bits) * b->layout.unit;
    n += b->layout.extra;
    const char *end = (const char *)mem_heap_lo() + mem_heapsize() - b->layout.tail;
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
    return is_free(o, &o->now.all[i]) ? "free" : "in use";
}

void order_explain_header(struct checker *c, const char *word)
{
    const struct order *o = c->order;
    size_t i = 1;

    if (!o || o->over || !o->meanings.in_use.bit || o->finding.what != NOTHING)
        return;
    while (i < o->now.walk.count && o->now.all[i].p != word)
        i++;
    if (i < o->now.walk.count)
        checker_explain(c,
                        "that is the header of a block that is %s; the one before it, "
                        "at 0x%zx, is %s",
                        state(o, i), offset(o->now.all[i - 1].p), state(o, i - 1));
}

void order_explain_pair(struct checker *c)
{
    struct order *o = c->order;

    if (!o || o->pair.what == NOTHING)
        return;
    explain(c, "", &o->pair);
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
    if (o->finding.what != NOTHING)
        explain(c, "the blocks got out of order: ", &o->finding);
    else if (o->pair.request == c->verdict->request)
        order_explain_pair(c);
    if (o->finding.what != NOTHING)
        cut(rest);
    if (rest[0])
        checker_explain(c, "%s", rest);
}
