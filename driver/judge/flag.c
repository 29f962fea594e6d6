/*
 * flag.c - A flag, in the header behind a block, that says whether that block is in use.
 *
 *     | header | payload in use ....... | header: flag 2 is 0
 *                                   '-- read for a footer, since the flag is
 */

#include "judge/flag.h"

#include "judge/headers.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "judge/writer.h"

/* The bits up to LAST may be flags. HEADER: what stands before a
 * payload, or a footer, and what a size need not count. */
enum { RECENT = 16, WORD = 4, LAST = 4, HEADER = 16 };

/* The load of this request of a header just behind that address, and behind the payload.
 */
static const struct access *look_behind(const struct checker *c, uint32_t id,
                                        const char *address)
{
    const struct access *load = NULL;
    const char *end = (const char *)c->payloads[id] + c->sizes[id];

    for (int i = 0; i < RECENT && (load = c->host->last(LOADED, NULL, 0, load)) &&
                    load->request == c->verdict->progress.request;
         i++)
        if (load->p >= end && load->p > address && load->p <= address + HEADER &&
            headers_is_word(c->host->last(STORED, load->p, load->n, NULL), load->p))
            return load;
    return NULL;
}

/* Does the block with that header end where the other one stands? A size need not count
 * the header, but where it leads to a header it does. */
static bool ends_at(const struct checker *c, const struct access *header, const char *p)
{
    size_t size = headers_size(header);
    size_t far = (size_t)(p - header->p);
    const struct access *next = c->host->last(STORED, header->p + size, WORD, NULL);

    if (trail_is_address(header))
        return false;
    if (headers_is_word(next, header->p + size) && next->n == header->n)
        return far == size;
    return far == size || far == size + HEADER / 2 || far == size + HEADER;
}

/* The store that gave this flag of the header the value that it has; NULL if it has had
 * no other. */
static const struct access *change_of(const struct checker *c, const char *p,
                                      uint64_t flag)
{
    const struct access *a = c->host->last(STORED, p, WORD, NULL), *older;

    while (headers_is_word(a, p)) {
        older = c->host->last(STORED, p, WORD, a);
        if (!headers_is_word(older, p))
            return NULL;
        if ((older->value ^ a->value) & flag)
            return a;
        a = older;
    }
    return NULL;
}

/* The only flag that was changed last before that store, and by which; 0 if it is not
 * known. (What was changed later may say that the block behind is in use itself.) */
static uint64_t find_flag(const struct checker *c, const char *p,
                          const struct access *own, const struct access **change)
{
    uint64_t found = 0;

    for (uint64_t flag = 1; flag <= LAST; flag *= 2) {
        const struct access *a = change_of(c, p, flag);
        if (!a || a->stores > own->stores)
            continue;
        if (found)
            return 0;
        found = flag;
        *change = a;
    }
    return found;
}

/* Has the request written there after its store? */
static bool is_written_after(const struct checker *c, const char *p,
                             const struct access *own)
{
    const struct access *a = NULL;

    while ((a = c->host->last(STORED, p, WORD, a)) && a->stores > own->stores)
        if (a->request == own->request)
            return true;
    return false;
}

static void explain_change(struct checker *c, uint64_t flag, const struct access *change)
{
    checker_explain(c, "its flag 0x%zx was %s %s%s, and is so still", (size_t)flag,
                    change->value & flag ? "set" : "cleared",
                    telling_moment(c, change->request).text,
                    telling_place(c, change).text);
}

bool flag_explain(struct checker *c, uint32_t id, const char *address)
{
    const struct access *behind = c->host->last ? look_behind(c, id, address) : NULL;
    const struct access *own = behind ? writer_before(c, c->payloads[id], HEADER) : NULL;

    if (!own || own->request != c->born[id] || !ends_at(c, own, behind->p))
        return false;
    const struct access *change = NULL;
    uint64_t flag = find_flag(c, behind->p, own, &change);
    if (is_written_after(c, behind->p, own))
        return false;
    c->decided = true;
    checker_explain(c,
                    "that is the end of its block, where only a free one has a footer: "
                    "the header behind it, 0x%zx bytes into the heap, was read before%s",
                    offset(behind->p), telling_place(c, behind).text);
    if (flag)
        explain_change(c, flag, change);
    checker_explain(
        c,
        "when the payload's own header was written%s, %s%s, the one behind it "
        "was left as it was",
        flag ? " after that" : "", telling_moment(c, own->request).text,
        telling_place(c, own).text);
    return true;
}

/* Is the block before the one of that payload in use, or is there none? */
static bool is_behind_use(const struct checker *c, const char *header,
                          const char *payload)
{
    const struct order *o = c->order;
    const struct blocks *b =
        o && !o->over && o->sight.now.layout.known ? &o->sight.now : NULL;
    size_t i = b ? layout_headed(b->all, b->walk.count, header) : 0, live;

    if (b && i > 0)
        return i < b->walk.count && b->all[i - 1].live;
    return layout_lowest(c, &live) == payload;
}

/* The flag of the word behind a block in use, with that header, that says that the block
 * is free: by what has been learnt, or since the block's own header has it otherwise
 * though what is before that is in use. 0 if it is not known. */
static uint64_t flag_of_free(const struct checker *c, const struct access *own,
                             const char *payload, uint64_t behind)
{
    const struct order *o = c->order;
    const struct meaning *m = o && !o->over ? &o->sight.meanings.after_use : NULL;
    uint64_t differ = (own->value ^ behind) & (LAST | LAST / 2);

    if (m && m->bit && m->at == 0)
        return (behind & m->bit) != m->value ? m->bit : 0;
    return (differ & (differ - 1)) == 0 && is_behind_use(c, own->p, payload) ? differ : 0;
}

/* The store, since that of the block's own header, that gave the flag behind it the value
 * that was read; NULL if none did. */
static const struct access *changed_since(const struct checker *c,
                                          const struct access *own,
                                          const struct access *behind, uint64_t flag)
{
    const struct access *a = trail_store(c, behind), *older;

    for (; headers_is_word(a, behind->p) && a->stores > own->stores; a = older) {
        older = c->host->last(STORED, behind->p, WORD, a);
        if (!headers_is_word(older, behind->p) || ((older->value ^ a->value) & flag))
            return a;
    }
    return NULL;
}

/* Does the word, in no payload, end the block in use of that payload: which header says
 * how far it goes, and which one behind it was read? */
static bool ends_block(const struct checker *c, uint32_t id, const char *word,
                       const struct access **own, const struct access **behind)
{
    const char *payload = c->payloads[id];

    if (c->sizes[id] == 0 || word < payload + c->sizes[id])
        return false;
    *own = writer_before(c, payload, HEADER);
    *behind = *own && (*own)->request == c->born[id] ? look_behind(c, id, word) : NULL;
    return *behind && ends_at(c, *own, (*behind)->p);
}

static void explain_end(struct checker *c, uint32_t id, const struct access *own,
                        const struct access *behind, uint64_t flag)
{
    const struct access *change = changed_since(c, own, behind, flag);

    checker_explain(c,
                    "that is the end of the block of id %u's payload, which is in use: "
                    "only a free one has a footer there",
                    id);
    checker_explain(c,
                    "the header behind it, 0x%zx bytes into the heap, was read before%s: "
                    "by its flag 0x%zx, which was %s, the block before it is free",
                    offset(behind->p), telling_place(c, behind).text, (size_t)flag,
                    behind->value & flag ? "set" : "not set");
    if (change)
        explain_change(c, flag, change);
    else
        checker_explain(c,
                        "when the header of id %u's block was written, %s%s, the one "
                        "behind it was left as it was",
                        id, telling_moment(c, own->request).text,
                        telling_place(c, own).text);
}

bool flag_explain_way(struct checker *c, const char *address)
{
    const struct access *load = trail_load(c, (uintptr_t)address, NULL);
    const struct access *store = trail_store(c, load), *own = NULL, *behind = NULL;
    uint32_t id = 0;

    while (load && id < c->trace->ids && !ends_block(c, id, load->p, &own, &behind))
        id++;
    if (!store || id == c->trace->ids || trail_is_link(c, load))
        return false;
    uint64_t flag = flag_of_free(c, own, c->payloads[id], behind->value);
    if (!flag)
        return false;
    telling_word(c, "the word that leads there", store, load->p);
    explain_end(c, id, own, behind, flag);
    c->decided = true;
    return true;
}

/* Of this request: the last store of a header with another size than before, such that
 * its block ends at that word; or NULL. */
static const struct access *resized_up_to(const struct checker *c, const char *word)
{
    const struct access *a = NULL;

    while ((a = c->host->last(STORED, NULL, 0, a)) &&
           a->request == c->verdict->progress.request) {
        const struct access *before = c->host->last(STORED, a->p, WORD, a);
        if (headers_is(c, a) && a->p + headers_size(a) == word && headers_is(c, before) &&
            before->p == a->p && before->request != a->request &&
            headers_size(before) != headers_size(a))
            return a;
    }
    return NULL;
}

/* The block of the payload that this request has returned ends at that header, which it
 * has not written since, and which says that the block is free? */
static void explain_returned(struct checker *c, const struct access *behind)
{
    size_t i = c->verdict->progress.request;
    const char *payload = i < c->trace->count ? c->returned[i] : NULL;
    const struct access *own = payload ? headers_of(c, payload) : NULL;

    if (!own || own->request != i || own->stores < behind->stores ||
        !ends_at(c, own, behind->p))
        return;
    uint64_t flag = flag_of_free(c, own, payload, behind->value);
    if (flag)
        checker_explain(c,
                        "by its flag 0x%zx, which is %s, the block before it is free: "
                        "but that is in use since this request, by its header%s, and "
                        "what stands behind it was left as it was",
                        (size_t)flag, behind->value & flag ? "set" : "not set",
                        telling_place(c, own).text);
}

void flag_explain_left(struct checker *c, const char *word)
{
    const struct access *own = c->host->last(STORED, word, WORD, NULL);
    const struct access *header = resized_up_to(c, word);

    if (!headers_is_word(own, word))
        return;
    if (!header || own->stores > header->stores || own->request == header->request)
        explain_returned(c, own);
    else
        checker_explain(
            c,
            "since this request the block at 0x%zx ends there, by its header%s: "
            "what stands behind it was left as it was, its flags too",
            offset(header->p), telling_place(c, header).text);
}
