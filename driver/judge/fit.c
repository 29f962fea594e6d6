/*
 * fit.c - Whether a payload's block is large enough for it, by its header.
 *
 *     | header | payload ............... | footer | header
 *     '---------- size, by the header ------------'
 *
 * Headers may keep other numbers: units, or the bytes of the payload. So the headers of
 * other payloads are asked first whether each leads to the next one.
 */

#include "judge/fit.h"

#include "judge/headers.h"
#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/taken.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "judge/unrounded.h"
#include "memlib.h"

/* WORD: the smallest header. HALF of the alignment: where all sizes are multiples of it,
 * this bit is none of a size. */
enum { WORD = 4, BEFORE = 16, HALF = 8 };

/* The size that the request has read in the header and not changed before it wrote it
 * last, or before it was over. */
static const struct access *found_size(const struct checker *c,
                                       const struct access *header, size_t request)
{
    bool is_new = header->request == request;
    const struct access *end = is_new ? header : NULL;
    const struct access *load = c->host->last(LOADED, header->p, WORD, end);
    const struct access *before =
        is_new ? c->host->last(STORED, header->p, WORD, header) : header;

    while (load && load->request > request && load->request < c->trace->count)
        load = c->host->last(LOADED, header->p, WORD, load);
    return load && load->request == request && load->n == header->n &&
                   !(before && before->stores >= load->stores)
               ? load
               : NULL;
}

/* The first load of the request's search that came to the block: of a link to it, or of
 * its header. */
static const struct access *first_look(const struct checker *c,
                                       const struct access *header, const char *payload,
                                       const struct access *last)
{
    const struct access *load = last, *first = last;

    while ((load = c->host->last(LOADED, NULL, 0, load)) &&
           load->request == last->request)
        if (trail_is_search(c, load, last) &&
            ((load->p == header->p && load->value == last->value) ||
             (trail_is_link(c, load) && linkform_to(c->links, load) >= header->p &&
              linkform_to(c->links, load) <= (const char *)payload)))
            first = load;
    return first;
}

/* True if it was too small when it was found. */
static bool explain_found(struct checker *c, const struct access *header,
                          const char *payload, size_t n, size_t request)
{
    const struct access *load = found_size(c, header, request);

    if (!load || load->value >= n + (size_t)(payload - header->p) ||
        taken_has_grown(c, payload, request))
        return false;
    c->decided = true;
    checker_explain(
        c,
        "the block of the payload at 0x%zx had %zu bytes when it was found%s: "
        "too few for %zu",
        offset(payload), headers_size(load),
        telling_place(c, first_look(c, header, payload, load)).text, n);
    return true;
}

/* The footer, a copy of the header at the end of the block, if one was written after it.
 */
static const struct access *footer_of(const struct checker *c,
                                      const struct access *header)
{
    const char *p = header->p + headers_size(header) - header->n;
    const struct access *a = p > header->p ? c->host->last(STORED, p, WORD, NULL) : NULL;

    return headers_is(c, a) && a->p == p && a->n == header->n &&
                   a->value == header->value && a->stores > header->stores
               ? a
               : NULL;
}

static void explain_made(struct checker *c, const struct access *header,
                         const char *payload, size_t n)
{
    size_t before = (size_t)(payload - header->p), size = headers_size(header);

    if (header->value & HALF) {
        if (unrounded_explain(c, header, size + HALF))
            telling_word(c, "the header of its block", header, header->p);
        return;
    }
    const struct access *footer = footer_of(c, header);
    size_t needed = before + n + (footer ? footer->n : 0);

    if (needed <= header->value)
        return; /* its bits may be a part of the size */
    c->decided = true;
    if (before + n > header->value)
        checker_explain(c,
                        "by its header the block of the payload at 0x%zx has %zu bytes, "
                        "%zu of them before the payload: too few for %zu%s",
                        offset(payload), size, before, n, telling_place(c, header).text);
    else
        checker_explain(c,
                        "by its header the block of the payload at 0x%zx has %zu bytes, "
                        "%zu of them before the payload and %zu in a footer: too few for "
                        "%zu, which takes %zu%s",
                        offset(payload), size, before, footer->n, n, needed,
                        telling_place(c, footer).text);
    if (c->to_the_brim)
        checker_explain(c, "so many were written, since mm_usable_size has told that "
                           "the payload can hold them");
}

/* Does the request that fails move the payload, and has it changed the header already? */
static bool is_resized(const struct checker *c, const struct access *header,
                       size_t request)
{
    size_t i = c->verdict->progress.request;

    return i < c->trace->count && i != request && header->request == i &&
           c->trace->requests[i].op == REALLOC &&
           c->trace->requests[i].id == c->trace->requests[request].id;
}

void fit_explain(struct checker *c, const char *payload, size_t n, size_t request)
{
    const struct access *header = c->host->last && trail_is_in_heap((uintptr_t)payload)
                                      ? headers_of(c, payload)
                                      : NULL;

    if (header && !is_resized(c, header, request) &&
        headers_have_block_sizes(c, header) &&
        !explain_found(c, header, payload, n, request))
        explain_made(c, header, payload, n);
}

/* What the request has written last, or else read, if it has not written the payload's
 * header. */
static void explain_no_header(struct checker *c)
{
    const struct access *store = NULL;

    while ((store = c->host->last(STORED, NULL, 0, store)) && store->deed != STORED)
        ;
    checker_explain(c, "this request has not written the word before it");
    if (store && store->request == c->verdict->progress.request)
        telling_word(c, "the last that it has written: the word", store, store->p);
    else
        telling_load(c, "the last that was read: the word",
                     c->host->last(LOADED, NULL, 0, NULL));
}

void fit_explain_last(struct checker *c, const char *payload, size_t n)
{
    const char *end = heap_end();

    if (!c->host->last || !trail_is_in_heap((uintptr_t)payload) ||
        (size_t)(end - payload) >= n)
        return;
    const struct access *growth = c->host->last(GROWN, NULL, 0, NULL);
    if (growth && growth->request == c->verdict->progress.request)
        checker_explain(c, "mem_sbrk has given %zu bytes in this request%s", growth->n,
                        telling_place(c, growth).text);
    const struct access *header = c->host->last(STORED, payload - WORD, WORD, NULL);
    if (header && header->deed == STORED &&
        header->request == c->verdict->progress.request)
        checker_explain(c,
                        "from that word to the break there are %zu bytes, of which %zu "
                        "are left for a payload of %zu",
                        (size_t)(end - header->p), (size_t)(end - payload), n);
    else
        explain_no_header(c);
}

const struct access *fit_grown_over(const struct checker *c, const char *block)
{
    const struct access *store = NULL, *first = NULL;

    while (c->host->last && (store = c->host->last(STORED, NULL, 0, store))) {
        if (store->p >= block - BEFORE && store->p <= block)
            break; /* it had a header of its own */
        if (headers_is(c, store) && linkform_may_begin(c->links, store->p) &&
            store->p < block - BEFORE && trail_is_in_heap((uintptr_t)store->p) &&
            block < store->p + headers_size(store))
            first = store;
    }
    return first && headers_have_block_sizes(c, first) ? first : NULL;
}

void fit_explain_header(struct checker *c, const struct access *header)
{
    size_t i = c->verdict->progress.request;

    if (headers_is(c, header) && header->request == i && i < c->trace->count &&
        c->trace->requests[i].op != FREE && headers_have_block_sizes(c, header))
        explain_found(c, header, header->p + header->n, c->trace->requests[i].n, i);
}
