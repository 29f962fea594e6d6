/*
 * ownheader.c - A payload that begins with its block's own header.
 *
 *     | 144, in use | payload ...         | 144, in use | header
 *     ^             '-- this should have been returned
 *     '-- this was
 *
 * A header is known by what the same request has written where its block ends: the next
 * header, or a copy of it as a footer.
 */

#include "judge/ownheader.h"

#include "judge/headers.h"
#include "judge/offset.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "memlib.h"

/* WORD: the smallest header. A block for n bytes is hardly larger than n and MORE. */
enum { WORD = 4, HEADER = 16, MORE = 64 };

/* The last word that the request has written there, or NULL. */
static const struct access *written(const struct checker *c, const char *word,
                                    size_t request)
{
    const struct access *a = NULL;

    if (!trail_is_in_heap((uintptr_t)word))
        return NULL;
    while ((a = c->host->last(STORED, word, WORD, a)) && a->request > request &&
           a->request < c->trace->count)
        ;
    return headers_is_word(a, word) && a->request == request && !trail_is_address(a)
               ? a
               : NULL;
}

/* Has the request written the next header where this one's block ends, that may be
 * counted without its own, or its copy just before? */
static bool is_ended(const struct checker *c, const struct access *header, size_t request)
{
    const char *end = header->p + headers_size(header);

    for (const char *p = end; p <= end + HEADER; p += 2 * WORD) {
        const struct access *next = written(c, p, request);
        if (next && next->n == header->n && next->value != 0)
            return true;
    }
    for (const char *p = end - HEADER; p < end; p += WORD) {
        const struct access *footer = written(c, p, request);
        if (footer && footer->n == header->n && footer->value == header->value)
            return true;
    }
    return false;
}

bool ownheader_explain(struct checker *c, const char *payload, size_t n, size_t request)
{
    if (!c->host->last || request >= c->trace->count || c->returned[request] != payload)
        return false;
    const struct access *header = written(c, payload, request);
    if (!header || headers_size(header) < n || headers_size(header) > n + MORE ||
        !is_ended(c, header, request))
        return false;
    checker_explain(c,
                    "the payload at 0x%zx is the address of its block's header, not that "
                    "of the first byte after it",
                    offset(payload));
    telling_word(c, "the header", header, payload);
    c->decided = true;
    return true;
}
