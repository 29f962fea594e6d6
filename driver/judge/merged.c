/*
 * merged.c - A block that has taken in a neighbour which is in use.
 *
 *     | 96 |        | 64: payload in use |
 *     | 160                              |     as is right if the second one is free
 */

#include "judge/merged.h"

#include "judge/headers.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/telling.h"
#include "judge/trail.h"

enum { WORD = 4, BEFORE = 16, RECENT = 256 };

/* The bytes of a block with this header, as far as is known how they are counted; 0 if it
 * is none. */
static size_t size_of(const struct checker *c, const struct access *a)
{
    const struct order *o = c->order;
    const struct layout *l = o && !o->over ? &o->sight.now.layout : NULL;

    if (!headers_is(c, a))
        return 0;
    if (!l || !l->known)
        return headers_size(a);
    return a->n == l->width ? layout_size(l, a->value) : 0;
}

/* The id of the payload just behind that header, if it was in use before that request and
 * is still, and is not the one that is freed or moved; or the number of ids. */
static uint32_t used_in(const struct checker *c, const struct access *header,
                        size_t request)
{
    uint32_t id = 0;

    while (id < c->trace->ids &&
           (c->sizes[id] == 0 || id == c->trace->requests[request].id ||
            c->born[id] >= request ||
            (size_t)((char *)c->payloads[id] - header->p) - header->n > BEFORE - WORD))
        id++;
    return id;
}

/* The header of a block there before that store of another size. */
static const struct access *header_before(const struct checker *c, const char *p,
                                          const struct access *store)
{
    const struct access *a = c->host->last(STORED, p, WORD, store);

    return headers_is_word(a, p) && a->n == store->n && size_of(c, a) > 0 ? a : NULL;
}

/* The header that stood there before the request, of a smaller block; NULL if there was
 * none. */
static const struct access *former(const struct checker *c, const struct access *header)
{
    const struct access *a = header_before(c, header->p, header);

    while (a && a->request == header->request)
        a = header_before(c, header->p, a);
    return a && size_of(c, a) < size_of(c, header) ? a : NULL;
}

static void say(struct checker *c, const struct access *header,
                const struct access *first, const struct access *second)
{
    checker_explain(c,
                    "%s a header of %zu bytes was written 0x%zx bytes into the heap%s: "
                    "that is as much as the block there, of %zu, and the next one, at "
                    "0x%zx, of %zu, together",
                    telling_moment(c, header->request).text, size_of(c, header),
                    offset(header->p), telling_place(c, header).text, size_of(c, first),
                    offset(second->p), size_of(c, second));
}

/* Has this header the size of the block there and the next one? */
static bool explain_sum(struct checker *c, const struct access *header)
{
    const struct access *first = former(c, header);
    const struct access *second =
        first ? header_before(c, header->p + size_of(c, first), header) : NULL;

    if (!second || size_of(c, first) + size_of(c, second) != size_of(c, header))
        return false;
    uint32_t low = used_in(c, first, header->request),
             high = used_in(c, second, header->request);
    const uint32_t none = (uint32_t)c->trace->ids;
    if (low == none && high == none)
        return false;
    say(c, header, first, second);
    checker_explain(c, "but id %u's payload is in use in the %s of them",
                    high < none ? high : low, high < none ? "second" : "first");
    return true;
}

static bool is_asked(const struct checker *c, size_t request)
{
    return c->host->last && !c->mutator && request < c->trace->count;
}

bool merged_explain_header(struct checker *c, const struct access *header)
{
    const struct access *a = header;

    if (!is_asked(c, header->request) || header->deed != STORED)
        return false;
    for (; headers_is_word(a, header->p) && a->request == header->request;
         a = c->host->last(STORED, a->p, WORD, a))
        if (size_of(c, a) > 0 && explain_sum(c, a))
            return true;
    return false;
}

bool merged_explain(struct checker *c)
{
    size_t request = c->verdict->progress.request;
    const struct access *a = NULL;

    if (!is_asked(c, request) || c->checking)
        return false;
    for (int i = 0;
         i < RECENT && (a = c->host->last(STORED, NULL, 0, a)) && a->request == request;
         i++)
        if (size_of(c, a) > 0 && explain_sum(c, a))
            return true;
    return false;
}
