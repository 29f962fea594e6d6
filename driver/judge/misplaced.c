/*
 * misplaced.c - A footer that was written where the block ended by its former header.
 *
 *     | 4096 ............................. | 128 |     footer, first
 *     | 128 .......... | ? |                           header, after that
 */

#include "judge/misplaced.h"

#include "judge/headers.h"
#include "judge/offset.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "memlib.h"

enum { WORD = 4, RECENT = 1 << 12, NEAR = 4 };

/* Does a block with this header, as large as its size says, end with that word? */
static bool ends_with(const struct checker *c, const struct access *header,
                      const char *word)
{
    return headers_is(c, header) && headers_size(header) > 0 &&
           header->p + headers_size(header) == word + header->n;
}

/* The header that stood there before, of another size. */
static const struct access *former(const struct checker *c, const struct access *header)
{
    const struct access *a = c->host->last(STORED, header->p, WORD, header);

    return headers_is(c, a) && a->p == header->p && a->n == header->n &&
                   headers_size(a) > 0 && headers_size(a) != headers_size(header)
               ? a
               : NULL;
}

/* Is that word the footer of another block, of that size? */
static bool is_others(const struct checker *c, const struct access *footer)
{
    const char *p = footer->p + footer->n - headers_size(footer);
    const struct access *header =
        trail_is_in_heap((uintptr_t)p) ? c->host->last(STORED, p, WORD, NULL) : NULL;

    return headers_is(c, header) && header->p == p &&
           headers_size(header) == headers_size(footer);
}

/* Just before the header: the store of the same at the end that the block had by that
 * former one. */
static const struct access *footer_of(const struct checker *c,
                                      const struct access *header)
{
    const struct access *older = former(c, header), *a = header;
    const char *end = older ? header->p + headers_size(older) - header->n : NULL;

    for (int i = 0; end && i < NEAR && (a = c->host->last(STORED, NULL, 0, a)) &&
                    a->request == header->request;
         i++)
        if (a->deed == STORED && a->p == end && a->n == header->n &&
            headers_size(a) == headers_size(header))
            return is_others(c, a) ? NULL : a;
    return NULL;
}

bool misplaced_explain(struct checker *c, const char *word)
{
    const struct access *a = NULL, *footer;

    if (!c->host->last || !trail_is_in_heap((uintptr_t)word))
        return false;
    for (int i = 0; i < RECENT && (a = c->host->last(STORED, NULL, 0, a)); i++) {
        if (!ends_with(c, a, word) || !(footer = footer_of(c, a)))
            continue;
        checker_explain(c,
                        "the block at 0x%zx ends there by its header: what could be its "
                        "footer was written 0x%zx bytes into the heap instead, %s%s",
                        offset(a->p), offset(footer->p),
                        telling_moment(c, footer->request).text,
                        telling_place(c, footer).text);
        checker_explain(c,
                        "there the block ended by its former header, which was written "
                        "anew only after that%s",
                        telling_place(c, a).text);
        return true;
    }
    return false;
}
