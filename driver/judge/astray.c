/*
 * astray.c - Where the walk over the blocks goes astray: which header is wrong.
 */

#include "judge/astray.h"

#include "judge/offset.h"
#include "memlib.h"

#include <stdio.h>

/* Of the loads of that request: the first of a footer that was not as the header of its
 * block. */
static void tell_footer(struct finding *f, const struct checker *c, const struct sight *s)
{
    const struct blocks *b = &s->before;
    const struct access *load = NULL, *wrong = NULL;
    uint64_t but = s->meanings.copies ? 0 : b->layout.bits;
    size_t width = b->layout.width, at = 0;

    if (s->meanings.foot == 0)
        return;
    while ((load = c->host->last(LOADED, NULL, 0, load)) && load->request == s->request) {
        size_t i = load->n == width
                       ? finding_block_ending_at(b, load->p + s->meanings.foot)
                       : b->walk.count;
        if (i < b->walk.count && ((load->value ^ b->all[i].word) & ~but)) {
            wrong = load;
            at = i;
        }
    }
    const struct access *store = wrong ? c->host->last(STORED, wrong->p, 1, wrong) : NULL;
    if (!store)
        return;
    finding_add(f, "the end of a block was read as its footer: the word", store,
                wrong->p);
    finding_tell(f, c, s, "but the header of that block", b->all[at].p);
}

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

/* Has the allocator written nothing there that could be a header? */
static bool is_none(const struct checker *c, const char *p)
{
    const struct access *a = c->host->last(STORED, p, 1, NULL);

    return !a || a->deed == RELEASED;
}

/* How far below 0 the size in this header is, as an unsigned number; 0 if it is not. */
static size_t below_zero(const struct layout *l, uint64_t word)
{
    enum { MOST = 1 << 24 };
    uint64_t largest = l->width == sizeof(uint32_t) ? UINT32_MAX : UINT64_MAX;
    uint64_t number = word & ~l->bits & largest;

    if (l->unit != 1 || number == 0 || word == largest || largest - number >= MOST)
        return 0;
    return (size_t)(largest - number) + 1;
}

/* Are there bits in the headers of the first of these blocks that none has had until now?
 * They may be a part of the size. */
static bool is_doubtful(const struct sight *s, size_t count)
{
    const struct layout *l = &s->now.layout;

    for (size_t i = 0; i < count; i++)
        if (s->now.all[i].word & l->wide & ~s->meanings.flags)
            return true;
    return false;
}

/* Has nobody written anything from there to the break? Then it need be no block. */
static bool is_wilderness(const struct checker *c, const char *p)
{
    return p < heap_end() && !c->host->last(STORED, p, (size_t)(heap_end() - p), NULL);
}

/* The walk ends with the second of these blocks, which is none: the first is wrong. */
static void find_gap(struct finding *f, const struct checker *c, const struct sight *s,
                     const struct block *at)
{
    finding_begin(f, c, s, NO_WAY, at);
    finding_say(
        f, "by its header the block at 0x%zx has %zu bytes, but none begins after them",
        offset(at->p), at->n);
    finding_tell(f, c, s, "the word where the next one should begin", at[1].p);
    finding_tell_small(f, c);
}

/* The same, but there is the id's payload. */
static void find_end(struct finding *f, const struct checker *c, const struct sight *s,
                     const struct block *at, uint32_t id)
{
    finding_begin(f, c, s, NO_WAY, at);
    finding_say(f,
                "by its header the block at 0x%zx has %zu bytes, and ends within id %u's "
                "payload",
                offset(at->p), at->n, id);
}

/* " (128 before)", if the block had another size before the request. */
struct former {
    char words[40];
};

static struct former size_before(const struct sight *s, const struct block *at)
{
    const struct blocks *b = &s->before;
    size_t i = layout_headed(b->all, b->walk.count, at->p);
    struct former former = {""};

    if (i < b->walk.count && b->all[i].n != at->n)
        snprintf(former.words, sizeof former.words, " (%zu before)", b->all[i].n);
    return former;
}

/* Instead of its header the first that the request has written there by which that
 * payload lies in the block, if it has written more than one. */
static void tell_first_cover(struct finding *f, const struct checker *c,
                             const struct sight *s, const char *payload)
{
    const struct access *store = NULL, *first = NULL;
    const char *p = f->block.p;

    while ((store = c->host->last(STORED, p, 1, store)) && store->request == s->request)
        if (store->deed == STORED && store->p == p && store->n == s->now.layout.width &&
            p + layout_size(&s->now.layout, store->value) > payload)
            first = store;
    if (first && f->count > 0 && first->stores < f->told[0].word.stores)
        f->told[0] =
            (struct told){"its header, when that payload lay in it first", *first, p};
}

/* A payload of that id lies in the block. */
static void find_within(struct finding *f, const struct checker *c, const struct sight *s,
                        const struct block *at, uint32_t id)
{
    finding_begin(f, c, s, NO_WAY, at);
    finding_say(
        f,
        "by its header the block at 0x%zx has %zu bytes%s: id %u's payload%s lies in it",
        offset(at->p), at->n, size_before(s, at).words, id,
        c->born[id] == s->request ? ", which was returned then," : "");
    f->grown = size_before(s, at).words[0] && c->born[id] != s->request;
    tell_first_cover(f, c, s, c->payloads[id]);
}

void astray_find(struct finding *f, const struct checker *c, const struct sight *s)
{
    const struct blocks *b = &s->now;
    size_t i = b->walk.end == AT_BREAK ? find_astride(c, b) : b->walk.count - 1;
    const struct block *at = &b->all[i];

    if (i >= b->walk.count)
        return;
    uint32_t id = astride(c, &b->layout, at), owner = checker_owner(c, at->p);
    if (is_doubtful(s, i) || is_wilderness(c, at->p))
        return;
    if (i > 0 && owner < c->trace->ids) {
        find_end(f, c, s, at - 1, owner);
    } else if (!is_none(c, at->p) && below_zero(&b->layout, at->word)) {
        finding_begin(f, c, s, NO_WAY, at);
        finding_say(f, "the size in the header of the block at 0x%zx is %zu below 0",
                    offset(at->p), below_zero(&b->layout, at->word));
    } else if (i > 0 && (b->walk.end == NO_SIZE || is_none(c, at->p))) {
        find_gap(f, c, s, at - 1);
    } else if (b->walk.end == NO_SIZE) {
        finding_begin(f, c, s, NO_WAY, at);
        finding_say(f, "the first block, at 0x%zx, has no size any more", offset(at->p));
    } else if (b->walk.end == PAST_BREAK) {
        finding_begin(f, c, s, NO_WAY, at);
        finding_say(
            f, "by its header the block at 0x%zx has %zu bytes, and ends past the break",
            offset(at->p), at->n);
    } else if (id < c->trace->ids) {
        find_within(f, c, s, at, id);
    }
    if (f->what != NOTHING)
        tell_footer(f, c, s);
}
