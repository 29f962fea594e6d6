/*
 * parts.c - A block that was split, or was made too small for what is written into it.
 *
 *     | 96 |            | 64 |              |     96 - 32 should stand in the first
 *     '---- whole ------'---- part ---------'
 */

#include "judge/parts.h"

#include "judge/headers.h"
#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "memlib.h"

#include <string.h>

/* BITS of a size may hold something else; no block is smaller than LEAST. So many of the
 * latest loads and stores of a request are looked at. */
enum { WORD = 4, BITS = 15, LEAST = 16, FIELDS = 32, RECENT = 256 };

static size_t size_in(uint64_t word)
{
    return (size_t)(word & ~(uint64_t)BITS);
}

size_t parts_size(const struct access *a)
{
    return size_in(a->value);
}

/* May it be the header of a block, that ends in the heap? */
static bool is_header(const struct access *a)
{
    return a->deed != RELEASED && a->n >= WORD && a->n <= sizeof a->value &&
           trail_is_in_heap((uintptr_t)a->p) && !trail_is_address(a) &&
           size_in(a->value) >= LEAST && size_in(a->value) <= (size_t)(heap_end() - a->p);
}

static bool is_as_written(const struct access *a)
{
    uint64_t word = 0;

    memcpy(&word, a->p, a->n);
    return word == a->value;
}

bool parts_are_still(const struct access *whole, const struct access *part)
{
    return is_as_written(whole) && is_as_written(part);
}

/* Does the block with this header have the other one in it, and end where that does? */
static bool ends_with(const struct access *whole, const struct access *part)
{
    return whole->n == part->n && part->p >= whole->p + LEAST &&
           part->p + size_in(part->value) == whole->p + size_in(whole->value);
}

/* The header, older than that of the part, of a block that ends with it; the request has
 * read that. A newer one has taken the part in. */
static const struct access *whole_of(const struct checker *c, const struct access *part)
{
    const struct access *load = NULL, *store;

    for (int i = 0; i < RECENT && (load = c->host->last(LOADED, NULL, 0, load)) &&
                    load->request == part->request;
         i++) {
        if (!is_header(load) || !ends_with(load, part))
            continue;
        store = c->host->last(STORED, load->p, load->n, NULL);
        if (store && is_header(store) && store->p == load->p && store->n == load->n &&
            store->stores < part->stores && ends_with(store, part) &&
            is_as_written(store))
            return store;
    }
    return NULL;
}

struct overlap parts_look(const struct checker *c)
{
    const struct access *part = NULL, *whole;

    for (int i = 0; i < RECENT && (part = c->host->last(STORED, NULL, 0, part)) &&
                    part->request == c->verdict->progress.request;
         i++)
        if (is_header(part) && is_as_written(part) && (whole = whole_of(c, part)))
            return (struct overlap){whole, part};
    return (struct overlap){NULL, NULL};
}

/* The header that the request has written less than FIELDS before that word, whose block
 * ends there, or `past` bytes before. */
static const struct access *small_before(const struct checker *c, const char *word,
                                         const struct access *before, size_t request,
                                         size_t past)
{
    const struct access *store = before;

    for (int i = 0; i < RECENT && (store = c->host->last(STORED, NULL, 0, store)) &&
                    store->request == request;
         i++)
        if (is_header(store) && word > store->p && word <= store->p + FIELDS &&
            store->p + size_in(store->value) + past <= word && is_as_written(store))
            return store;
    return NULL;
}

/* Does it hold an address: in the heap, or of a global variable, as the head of a list
 * may be? */
static bool is_link(const struct checker *c, const struct access *a)
{
    return trail_is_link(c, a) ||
           (a->n == sizeof(void *) &&
            c->host->code_offset((const void *)(uintptr_t)a->value));
}

const struct access *parts_small(const struct checker *c, const struct access *link)
{
    const struct access *header = linkform_is_null(c->links, link) || is_link(c, link)
                                      ? small_before(c, link->p, link, link->request, 0)
                                      : NULL;

    return header && header->p + size_in(header->value) == link->p ? header : NULL;
}

static void explain_small(struct checker *c, const struct access *header,
                          const char *word)
{
    if (header && headers_have_block_sizes(c, header))
        checker_explain(
            c,
            "by its header the block at 0x%zx has %zu bytes: too few for what "
            "is written to 0x%zx; that header was written%s",
            offset(header->p), size_in(header->value), offset(word),
            telling_place(c, header).text + 1);
}

/* The word just past a block may be the next one's header. */
void parts_explain_small(struct checker *c, const char *word)
{
    if (c->host->last)
        explain_small(c, small_before(c, word, NULL, c->verdict->progress.request, WORD),
                      word);
}

void parts_explain_covered(struct checker *c, const struct access *link)
{
    if (is_link(c, link))
        explain_small(c, small_before(c, link->p, link, link->request, 0), link->p);
}
