/*
 * way.c - How a watched allocator came to an address, in words.
 *
 * The word that led there is followed as far as is known: a link to where it was copied
 * from, a size to what it was before.
 */

#include "judge/way.h"

#include "config.h"
#include "judge/disorder.h"
#include "judge/fit.h"
#include "judge/flag.h"
#include "judge/linkform.h"
#include "judge/misplaced.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/parts.h"
#include "judge/removal.h"
#include "judge/taken.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "judge/writer.h"

#include <stdio.h>

enum { HEADER = 16 };

bool way_is_known(const struct checker *c, uintptr_t address)
{
    return trail_store(c, trail_load(c, address, NULL)) != NULL;
}

void way_explain_found(struct checker *c, const void *payload, size_t request)
{
    const struct access *load = trail_found(c, payload, request);
    const struct access *store = trail_store(c, load);
    char name[80];

    if (!store || store->request >= request || c->decided)
        return;
    snprintf(name, sizeof name, "the block of the payload at 0x%zx was found by the word",
             offset(payload));
    telling_word(c, name, store, load->p);
}

/* From which word a link was copied, and from which that one. */
static void explain_copy(struct checker *c, const struct access *store)
{
    enum { TIMES = 2 };

    for (int i = 0; store && i < TIMES; i++) {
        const struct access *load = trail_source(c, store);
        store = trail_store(c, load);
        if (store)
            telling_word(c, "that was copied from the word", store, load->p);
    }
}

/* Where nothing but the lower bits of a size was changed: who wrote the size. */
static void explain_bits(struct checker *c, const struct access *store, const char *byte)
{
    const struct access *sized = trail_sized(c, store);

    if (sized != store)
        telling_word(c, "before its lower bits were changed, that word", sized, byte);
}

/* A link was read where a size had been written before? */
static void explain_covered(struct checker *c, const struct access *store,
                            const char *byte)
{
    const struct access *before = store;

    while (before && before->deed == STORED && trail_may_be_link(c, before))
        before = c->host->last(STORED, byte, 1, before);
    if (trail_is_link(c, store) && before && before->deed == STORED)
        telling_word(c, "before a link was written over it, that word", before, byte);
}

/* The word that led to this load, if that has read what the allocator did not write. */
static void explain_foreign(struct checker *c, const struct access *load)
{
    const struct access *way = trail_load(c, (uintptr_t)load->p, load);
    const struct access *store = trail_store(c, way);
    const struct access *header = writer_before(c, load->p, 2 * HEADER);

    if (store && store->deed == STORED) {
        telling_word(c, "the word that leads to that one", store, way->p);
        explain_bits(c, store, way->p);
    }
    if (header && header != store)
        telling_word(c, "the last word before it that is no payload's", header,
                     header->p);
}

void way_explain_foreign(struct checker *c, uintptr_t address)
{
    const struct access *load = trail_foreign(c);

    if (load && load != trail_load(c, address, NULL))
        telling_word(c, "a word that was read before", trail_store(c, load), load->p);
    if (load)
        taken_explain_unlinked(c, load->p);
}

/* Was the load in the function that has crashed, or just before in one that it called? */
static bool is_beside_crash(const struct checker *c, const struct access *load)
{
    enum { NEAR = 96 }; /* bytes of code: about a line */
    const struct verdict *v = c->verdict;
    size_t crash = v->frame_count > 0 ? v->frames[0] : 0, inner = 0;

    for (int i = 0; i < CALLERS; i++) {
        size_t code = c->host->code_offset((const char *)load->callers[i] - 1);
        if (i > 0 && code == (v->frame_count > 1 ? v->frames[1] : 0))
            return i == 1 || crash - inner + NEAR <= 2 * NEAR;
        inner = code;
    }
    return false;
}

/* Who has read a size, from which a place in the heap was computed then. */
static void explain_reader(struct checker *c, const struct access *load)
{
    struct phrase place = telling_place(c, load);

    if (place.text[0] && !is_beside_crash(c, load))
        checker_explain(c, "that was read last%s", place.text);
}

bool way_explain(struct checker *c, uintptr_t address)
{
    const struct access *load = trail_load(c, address, NULL);
    const struct access *store = trail_store(c, load);
    const char *name = load && load->value == 0 ? "the null pointer read last"
                                                : "the word that leads there";

    if (!store)
        return false;
    telling_word(c, name, store, load->p);
    if (c->decided && store->deed == STORED)
        return true;
    if (store->deed == RELEASED)
        explain_foreign(c, load);
    else if (trail_leads_as_link(c, load, address))
        explain_copy(c, store);
    else {
        explain_covered(c, store, load->p);
        explain_reader(c, load);
        fit_explain_header(c, store);
        if (c->decided)
            return true;
        disorder_explain_size(c, store);
    }
    explain_bits(c, store, load->p);
    writer_explain_size(c, store);
    if (store->request == c->verdict->progress.request && trail_is_size(store))
        telling_before(c, store);
    return true;
}

/* Was it done no later than that request? In mm_init, too. */
static bool is_before(const struct checker *c, const struct access *a, size_t request)
{
    return a->request <= request || a->request >= c->trace->count;
}

/* A block, with this header, has taken in the one to which a link leads. */
static void explain_grown(struct checker *c, const char *block,
                          const struct access *header)
{
    telling_word(c, "another block has grown over that: its header", header, header->p);
    removal_explain(c, block, header->request, NULL);
}

/* The id's payload has come to where a block is that was not taken from a list. */
static void explain_unseen(struct checker *c, uint32_t id)
{
    const struct access *header = writer_before(c, c->payloads[id], HEADER);

    checker_explain(c,
                    "id %u's payload has come there since, %s, but that request has read "
                    "no link that leads there: it has not taken that block from a list",
                    id, telling_moment(c, c->born[id]).text);
    if (!header || header->n > sizeof header->value)
        return;
    telling_word(c, "the word before that payload", header, header->p);
    telling_before(c, header);
    c->decided = true;
}

/* A link that was written when the id's payload was allocated leads into it: to what was
 * cut off its block. */
static void explain_cut(struct checker *c, const struct access *link, uint32_t id)
{
    size_t n = c->sizes[id],
           at = (size_t)(linkform_to(c->links, link) - (char *)c->payloads[id]);

    if (link->request != c->born[id] || at >= n)
        return;
    checker_explain(c,
                    "id %u's payload has %zu bytes, but a link that was written when it "
                    "was allocated leads to byte %zu of it: its block is too small",
                    id, n, at);
    if (at == n / ALIGNMENT * ALIGNMENT)
        checker_explain(c, "that is %zu rounded down to a multiple of %d, not up", n,
                        (int)ALIGNMENT);
}

/* Is it of a variable that nobody has changed since mm_init? It says where the blocks
 * begin, whatever lies there. */
static bool is_set_at_start(const struct checker *c, const struct access *load)
{
    const struct access *store = trail_store(c, load);

    return store && !trail_is_in_heap((uintptr_t)load->p) &&
           store->request >= c->trace->count;
}

/* Does that link lead to the block before the payload, whose fields reach into it? Or was
 * it made in mm_init, in a variable, and read since the payload was there? So it is with
 * one that says where the blocks begin. */
static bool is_of_another(const struct checker *c, const struct access *load, uint32_t id)
{
    size_t before = c->before ? c->before : HEADER;
    const char *payload = c->payloads[id], *to = linkform_to(c->links, load);
    const struct access *older = load;

    if (to < payload && (size_t)(payload - to) > before)
        return true;
    if (!is_set_at_start(c, load))
        return false;
    while ((older = c->host->last(LOADED, load->p, 1, older)) &&
           older->request == load->request)
        ;
    return older && older->request > c->born[id] && older->request < c->trace->count;
}

void way_explain_stale(struct checker *c, uintptr_t address, uint32_t id)
{
    const struct access *load = trail_load(c, address, NULL);
    const struct access *store = trail_store(c, load);
    const struct access *gone =
        store ? c->host->last(STORED, (const char *)address, 1, NULL) : NULL;

    if (!store || store->deed != STORED || !trail_leads_as_link(c, load, address) ||
        (id < c->trace->ids && is_of_another(c, load, id)))
        return;
    if (id < c->trace->ids && is_before(c, store, c->born[id])) {
        bool grown = taken_has_grown(c, c->payloads[id], c->born[id]);
        const char *block = linkform_to(c->links, load);
        const struct access *header = fit_grown_over(c, block);
        if (!grown && !header && block > (const char *)c->payloads[id]) {
            /* it may lead to a block: then the payload reaches past its own */
            explain_cut(c, store, id);
            return;
        }
        if (!grown && !header && !taken_has_looked(c, block, c->born[id])) {
            explain_unseen(c, id);
            return;
        }
        checker_explain(
            c, "that link is older than id %u's payload, which has %s there %s", id,
            grown ? "grown" : "come", telling_moment(c, c->born[id]).text);
        if (header && is_before(c, header, c->born[id]))
            explain_grown(c, block, header);
        else
            removal_explain(c, block, c->born[id], store);
        taken_explain_again(c, trail_first(c, store), c->born[id]);
    } else if (gone && gone->deed == RELEASED && is_before(c, store, gone->request))
        checker_explain(c,
                        "that link is older than a payload that has been there, and was "
                        "freed or moved %s",
                        telling_moment(c, gone->request).text);
}

/* A link that was read, to a block that is in use or is no block any more: how it was
 * taken out of its list. True if it was said, too, what else led there. */
static bool explain_left_link(struct checker *c, const struct access *link)
{
    bool leads = link && trail_is_link(c, link) && !is_set_at_start(c, link);
    const char *block = leads ? linkform_to(c->links, link) : NULL;
    size_t i = block ? taken_by(c, block) : NO_REQUEST;
    const struct access *header = block ? fit_grown_over(c, block) : NULL;

    if (i < c->trace->count && c->sizes[c->trace->requests[i].id] > 0 &&
        c->payloads[c->trace->requests[i].id] == c->returned[i]) {
        const struct access *store = trail_store(c, link);
        bool is_old = !store || is_before(c, store, i);
        checker_explain(
            c, "it leads to id %u's payload, which %s %s", c->trace->requests[i].id,
            is_old ? "has come there" : "was there already, since the request",
            telling_moment(c, i).text);
        if (!is_old || !store)
            return false;
        removal_explain(c, block, i, store);
        taken_explain_again(c, trail_first(c, store), i);
        return true;
    }
    if (header && header->stores < link->stores)
        explain_grown(c, block, header);
    return false;
}

/* Is it of a variable that mm_init has set to where the heap begins, and nobody since? It
 * is what offsets count from. */
static bool is_constant_base(const struct checker *c, const struct access *load)
{
    return trail_is_base(load) && (!trail_store(c, load) || is_set_at_start(c, load));
}

/* The load before that one, or the last, if it was in mm_checkheap; but of a constant. */
static const struct access *checkers_load(const struct checker *c,
                                          const struct access *before)
{
    const struct access *load = c->host->last(LOADED, NULL, 0, before);

    while (load && is_constant_base(c, load))
        load = c->host->last(LOADED, NULL, 0, load);
    return load && trail_is_within(c, load, "mm_checkheap") ? load : NULL;
}

/* The link by which it came to a field of a block: the one that leads nearest to it. */
static const struct access *checkers_way(const struct checker *c,
                                         const struct access *field)
{
    enum { RECENT = 16, FIELDS = 64 };
    const struct access *load = field, *way = NULL;
    ptrdiff_t nearest = FIELDS;

    for (int i = 0; load && i < RECENT; i++) {
        load = checkers_load(c, load);
        if (!load || !trail_is_link(c, load))
            continue;
        ptrdiff_t far = field->p - linkform_to(c->links, load);
        if (far > -HEADER && (far < 0 ? -far : far) < nearest) {
            nearest = far < 0 ? -far : far;
            way = load;
        }
    }
    return way;
}

void way_explain_read(struct checker *c)
{
    const struct access *last = c->host->last ? checkers_load(c, NULL) : NULL;
    const struct access *way = checkers_way(c, last);
    const struct access *other = way ? way : last;

    while (other && other->p == last->p)
        other = checkers_load(c, other);
    telling_load(c, "the last word that the checker read", last);
    if (last) {
        disorder_explain_header(c, last->p);
        disorder_explain_link(c, last->p);
        flag_explain_left(c, last->p);
        if (trail_store(c, last) && !order_has_found(c))
            misplaced_explain(c, last->p);
    }
    explain_left_link(c, last);
    if (trail_store(c, last))
        parts_explain_covered(c, trail_store(c, last));
    telling_load(c, way ? "it came there by the word" : "and the one before", other);
    if (trail_store(c, other))
        parts_explain_covered(c, trail_store(c, other));
    explain_copy(c, trail_store(c, other));
    if (other && other != way)
        flag_explain_left(c, other->p);
    if (!explain_left_link(c, other) && trail_store(c, way))
        taken_explain_again(c, trail_store(c, way), NO_REQUEST);
}
