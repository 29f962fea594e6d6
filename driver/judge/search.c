/*
 * search.c - What a request has looked at before the heap grew.
 */

#include "judge/search.h"

#include "judge/headers.h"
#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/telling.h"
#include "judge/trail.h"

/* The most bytes from a header to its payload. */
enum { HEADER = 16 };

/* The link that led to the block whose payload this is when the heap grew: the last that
 * was written, and was there still. */
static const struct access *link_to(const struct checker *c, const struct access *growth,
                                    const char *payload)
{
    enum { LATELY = 1 << 16 };
    const struct access *a = growth;

    for (int i = 0; i < LATELY && (a = c->host->last(STORED, NULL, 0, a)); i++)
        if (a->deed == STORED && trail_is_link(c, a) &&
            (size_t)(payload - linkform_to(c->links, a)) <= HEADER &&
            (a->p < payload || a->p >= payload + 2 * HEADER) &&
            c->host->last(STORED, a->p, a->n, growth) == a)
            return a;
    return NULL;
}

/* The last load of these bytes, or of any, by request i before the heap grew, or before
 * that other load, in its search. */
static const struct access *load_before(const struct checker *c, size_t i,
                                        const struct access *growth, const char *p,
                                        size_t n)
{
    const struct access *load = growth;

    while ((load = c->host->last(LOADED, p, n, load)) && load->request == i)
        if (!growth || trail_is_search(c, load, growth))
            return load;
    return NULL;
}

/* Of the loads of words near that link by request i before the heap grew, are all on one
 * side of it? */
static void explain_range(struct checker *c, size_t i, const struct access *growth,
                          const char *link)
{
    enum { NEAR = 1024 };
    const struct access *load = growth;
    const char *first = NULL, *last = NULL;

    while ((load = load_before(c, i, load, NULL, 0))) {
        if (load->n != c->links->width || load->p + NEAR < link || load->p > link + NEAR)
            continue;
        first = !first || load->p < first ? load->p : first;
        last = !last || load->p > last ? load->p : last;
    }
    if (first && (last < link || first > link))
        checker_explain(c, "of the words near that link it has read those %s %s: %s it",
                        last < link ? "up to" : "from",
                        telling_spot(c, last < link ? last : first).text,
                        last < link ? "all before" : "all behind");
}

/* The link that would have led there: was it read? */
static void explain_link(struct checker *c, size_t i, const struct access *growth,
                         const char *payload)
{
    const struct access *link = link_to(c, growth, payload);
    const struct access *load = link ? load_before(c, i, growth, link->p, link->n) : NULL;

    if (load && load->value != link->value)
        return;
    if (link)
        checker_explain(c, "a link leads there, %s: this request has %s%s",
                        telling_spot(c, link->p).text, load ? "read it" : "not read it",
                        load ? telling_place(c, load).text : "");
    if (link && !load && !order_block_before(c, link->p))
        explain_range(c, i, growth, link->p);
}

/* Of the free blocks that request i has looked at before the heap grew: the last that was
 * large enough. True if there is one. */
static bool explain_passed(struct checker *c, size_t i, const struct access *growth)
{
    const struct access *load = growth;

    while ((load = load_before(c, i, load, NULL, 0))) {
        const struct block *b = order_free_before(c, load->p);
        if (!b || !order_has_room(c, b, c->trace->requests[i].n))
            continue;
        checker_explain(c,
                        "this request has looked at the free block at 0x%zx, of %zu "
                        "bytes, and has not taken it%s",
                        offset(b->p), b->n, telling_place(c, load).text);
        return true;
    }
    return false;
}

/* Do the headers that request i has read, that at the old break too, all lie on one side
 * of the payload? */
static void explain_headers(struct checker *c, size_t i, const struct access *growth,
                            const char *p)
{
    const struct access *load = growth;
    const char *first = NULL, *last = NULL;

    while ((load = load_before(c, i, load, NULL, 0))) {
        const struct block *b = order_block_before(c, load->p);
        if (b ? b->p != load->p : load->p + load->n != growth->p)
            continue;
        first = !first || load->p < first ? load->p : first;
        last = !last || load->p > last ? load->p : last;
    }
    if (first && (first > p || last < p))
        checker_explain(c, "the headers that it has read lie from 0x%zx to 0x%zx: all %s",
                        offset(first), offset(last),
                        first > p ? "behind that block" : "before that block");
}

/* The header of a free block that request i has read: of just the size of the block that
 * it got instead? */
static void explain_exact(struct checker *c, size_t i, const struct access *look,
                          const char *payload)
{
    const struct access *header = headers_of(c, c->returned[i]);

    if (header && header->request == i &&
        (char *)c->returned[i] - header->p == payload - look->p && look->n == header->n &&
        headers_size(look) == headers_size(header) &&
        headers_size(look) >= c->trace->requests[i].n)
        checker_explain(c,
                        "its header holds %zu, just as that of the block which this "
                        "request got instead: an exact fit",
                        headers_size(look));
}

void search_explain(struct checker *c, size_t i, const char *payload, const char *end)
{
    const struct access *growth = c->host->last(GROWN, end, 1, NULL);
    const struct access *look = load_before(c, i, growth, payload - HEADER, HEADER);
    const struct access *last = load_before(c, i, growth, NULL, 0);

    if (look) {
        checker_explain(c, "this request read the word before it%s",
                        telling_place(c, look).text);
        explain_exact(c, i, look, payload);
    } else {
        checker_explain(c, "this request has not looked at it");
    }
    if (!look && explain_passed(c, i, growth))
        return;
    if (!look) {
        explain_link(c, i, growth, payload);
        explain_headers(c, i, growth, payload);
    }
    if (!look && last)
        checker_explain(c, "the last that it read before the heap grew was %s%s%s",
                        telling_spot(c, last->p).text,
                        linkform_is_null(c->links, last) ? ", a null pointer or 0" : "",
                        telling_place(c, last).text);
}
