/*
 * taken.c - Which request has used a block to which an old link leads.
 */

#include "judge/taken.h"

#include "judge/linkform.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "memlib.h"

/* A link may lead to a block's header or to its payload, and its own links are among its
 * first bytes. */
enum { HEADER = 16, FIELDS = 32 };

bool taken_has_grown(const struct checker *c, const char *payload, size_t request)
{
    const struct request *all = c->trace->requests;
    size_t i = request;

    if (i >= c->trace->count || all[i].op != REALLOC)
        return false;
    while (i-- > 0)
        if (all[i].id == all[request].id)
            return c->returned[i] == payload;
    return false;
}

/* A payload that realloc has left where it was came there earlier. */
size_t taken_by(const struct checker *c, const char *byte)
{
    size_t i = c->verdict->progress.request, before = c->before ? c->before : HEADER;

    i = i < c->trace->count ? i + 1 : c->trace->count;
    while (i-- > 0) {
        const char *p = c->returned[i];
        if (p && byte >= p - before && byte < p + c->trace->requests[i].n &&
            !(byte <= p && taken_has_grown(c, p, i)))
            return i;
    }
    return NO_REQUEST;
}

static bool leads_near(const struct checker *c, const struct access *a, const char *block)
{
    return trail_is_link(c, a) &&
           (size_t)(linkform_to(c->links, a) - block + HEADER) <= 2 * HEADER;
}

bool taken_leads_to(const struct checker *c, const struct access *a, const char *block)
{
    return a && a->deed == STORED && leads_near(c, a, block);
}

const struct access *taken_load_before(const struct checker *c, const struct access *load,
                                       size_t request)
{
    while ((load = c->host->last(LOADED, NULL, 0, load)) &&
           ((load->request > request && load->request < c->trace->count) ||
            (load->request == request && trail_is_within(c, load, "mm_checkheap"))))
        ;
    return load && load->request == request ? load : NULL;
}

bool taken_has_looked(const struct checker *c, const char *block, size_t request)
{
    const struct access *load = NULL;

    while ((load = taken_load_before(c, load, request)))
        if ((load->p >= block - HEADER && load->p < block + FIELDS) ||
            leads_near(c, load, block))
            return true;
    return !trail_has_all(c, request);
}

/* Has the allocator, lately, written a link into the heap, and not only in mm_init? */
static bool has_links(const struct checker *c)
{
    enum { LATELY = 1000 };
    const struct access *store = NULL;

    for (int i = 0; i < LATELY && (store = c->host->last(STORED, NULL, 0, store)); i++)
        if (store->deed == STORED && trail_is_link(c, store) &&
            store->request < c->trace->count &&
            linkform_to(c->links, store) != mem_heap_lo())
            return true;
    return false;
}

void taken_explain_unlinked(struct checker *c, const char *byte)
{
    const struct access *freed =
        c->host->last ? c->host->last(STORED, byte, 1, NULL) : NULL;
    const struct access *store = NULL;

    if (!freed || freed->deed != RELEASED || byte >= freed->p + FIELDS || !has_links(c))
        return;
    while ((store = c->host->last(STORED, NULL, 0, store)) &&
           store->stores > freed->stores)
        if (taken_leads_to(c, store, freed->p))
            return;
    checker_explain(c,
                    "no link to that block, 0x%zx bytes into the heap, has been written "
                    "since its payload was freed or moved %s",
                    (size_t)(freed->p - (char *)mem_heap_lo()),
                    telling_moment(c, freed->request).text);
}

/* The first store, since that of the link and before the request, that has made another
 * global variable lead to the same block. */
static const struct access *link_elsewhere(const struct checker *c,
                                           const struct access *link, size_t request)
{
    const struct access *store = NULL, *again = NULL;

    while ((store = c->host->last(STORED, NULL, 0, store)) &&
           store->stores > link->stores)
        if (store->deed == STORED && store->value == link->value && store->n == link->n &&
            store->p != link->p && store->request < request &&
            !trail_is_in_heap((uintptr_t)store->p))
            again = store;
    return again;
}

void taken_explain_again(struct checker *c, const struct access *link, size_t request)
{
    if (trail_is_in_heap((uintptr_t)link->p))
        return;
    const struct access *again = link_elsewhere(c, link, request);
    const struct access *before = c->host->last(STORED, link->p, 1, link);
    if (again)
        telling_word(c, "later another variable led there, too: the word", again,
                     again->p);
    if (before && before->deed == STORED && before->value == link->value)
        telling_word(c, "before that was written, that word led there already: it",
                     before, before->p);
}
