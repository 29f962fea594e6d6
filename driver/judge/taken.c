/*
 * taken.c - How a block was taken out of its free list, by the request that has used it.
 *
 * To take a block out is to change the links that lead to it. The one that was left is
 * the old link that does harm; those that were changed show who should have done so.
 */

#include "judge/taken.h"

#include "judge/telling.h"
#include "judge/trail.h"
#include "memlib.h"

/* A link may lead to a block's header or to its payload, and its own links are among its
 * first bytes. */
enum { HEADER = 16, FIELDS = 32, RECENT = 16 };

size_t taken_by(const struct checker *c, const char *byte)
{
    size_t i = c->verdict->progress.request;

    i = i < c->trace->count ? i + 1 : c->trace->count;
    while (i-- > 0) {
        const char *p = c->returned[i];
        if (p && byte >= p - HEADER && byte < p + c->trace->requests[i].n)
            return i;
    }
    return NO_REQUEST;
}

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

static bool leads_to(const struct access *a, const char *block)
{
    return a && a->deed == STORED && trail_is_link(a) &&
           a->value - (uintptr_t)block + HEADER <= 2 * HEADER;
}

/* The store before that one, or the last, if it was for the request. */
static const struct access *store_before(const struct checker *c,
                                         const struct access *store, size_t request)
{
    while ((store = c->host->last(STORED, NULL, 0, store)) && store->request > request &&
           store->request < c->trace->count)
        ;
    return store && store->request == request ? store : NULL;
}

/* Has the request, before that store, written a link to the block elsewhere? Then the
 * block has got a new neighbour. */
static bool is_linked_anew(const struct checker *c, const struct access *store,
                           const char *block)
{
    const struct access *a = store;

    while ((a = store_before(c, a, store->request)))
        if (leads_to(a, block))
            return true;
    return false;
}

/* Has it written a link to the block? */
static bool is_link(const struct checker *c, const struct access *store,
                    const char *block)
{
    (void)c;
    return store->deed == STORED && leads_to(store, block);
}

/* Has it changed a link that led to the block? */
static bool is_change(const struct checker *c, const struct access *store,
                      const char *block)
{
    return store->deed == STORED && store->n == sizeof(void *) &&
           !leads_to(store, block) &&
           leads_to(c->host->last(STORED, store->p, 1, store), block) &&
           !is_linked_anew(c, store, block);
}

/* A null pointer in the block that was read just before the store: then it has no
 * neighbour on that side. */
static const struct access *null_before(const struct checker *c,
                                        const struct access *store, const char *block)
{
    const struct access *load = c->host->last(LOADED, NULL, 0, store);

    for (int i = 0; i < RECENT && (load = c->host->last(LOADED, NULL, 0, load)) &&
                    load->request == store->request;
         i++)
        if (load->value == 0 && load->n == sizeof(void *) && load->p >= block &&
            load->p < block + FIELDS)
            return load;
    return NULL;
}

/* A link of the block's own that was copied to a global variable, as that of a list's
 * first block is. */
static bool is_new_first(const struct checker *c, const struct access *store,
                         const char *block)
{
    const struct access *load = c->host->last(LOADED, NULL, 0, store);

    return store->deed == STORED && store->n == sizeof(void *) && load &&
           load->request == store->request && load->value == store->value &&
           load->p >= block && load->p < block + FIELDS &&
           !trail_is_in_heap((uintptr_t)store->p);
}

/* The first store of the request, of those that are so; but not of the word at `left`. */
static const struct access *
first_store(const struct checker *c, const char *block, size_t request, const char *left,
            bool (*is_so)(const struct checker *, const struct access *, const char *))
{
    const struct access *store = NULL, *first = NULL;

    while ((store = store_before(c, store, request)))
        if (store->p != left && is_so(c, store, block))
            first = store;
    return first;
}

/* The load before that one, or the last, if it was for the request, and not by its
 * checker. */
static const struct access *load_before(const struct checker *c,
                                        const struct access *load, size_t request)
{
    while ((load = c->host->last(LOADED, NULL, 0, load)) &&
           ((load->request > request && load->request < c->trace->count) ||
            (load->request == request && trail_is_within(c, load, "mm_checkheap"))))
        ;
    return load && load->request == request ? load : NULL;
}

/* Is it a load of one of the block's own links? */
static bool is_own_link(const struct access *load, const char *block)
{
    return load->n == sizeof(void *) && load->p >= block && load->p < block + FIELDS &&
           (load->value == 0 || trail_is_link(load));
}

bool taken_has_looked(const struct checker *c, const char *block, size_t request)
{
    const struct access *load = NULL;

    while ((load = load_before(c, load, request)))
        if ((load->p >= block - HEADER && load->p < block + FIELDS) ||
            (trail_is_link(load) &&
             load->value - (uintptr_t)block + HEADER <= 2 * HEADER))
            return true;
    return c->host->last(LOADED, NULL, 0, NULL) == NULL;
}

/* The load of that request, the last one, of a link among the block's first words: by a
 * function that was to take it out. */
static const struct access *own_link(const struct checker *c, const char *block,
                                     size_t request)
{
    const struct access *load = NULL;

    while ((load = load_before(c, load, request)) && !is_own_link(load, block))
        ;
    return load;
}

/* The load by that request of a link among the block's first words that led to the block
 * itself. */
static const struct access *link_to_itself(const struct checker *c, const char *block,
                                           size_t request)
{
    const struct access *load = NULL;

    while ((load = load_before(c, load, request)))
        if (is_own_link(load, block) && load->value - (uintptr_t)block + HEADER <= HEADER)
            return load;
    return NULL;
}

/* The last store of a link outside the block in the same call of a function. */
static const struct access *beside(const struct checker *c, const struct access *load,
                                   const char *block)
{
    const struct access *store = NULL;

    while ((store = store_before(c, store, load->request)))
        if (store->deed == STORED && store->n == sizeof(void *) &&
            store->callers[1] == load->callers[1] &&
            (store->p < block || store->p >= block + FIELDS) &&
            (store->value == 0 || trail_is_link(store)))
            return store;
    return NULL;
}

/* Nobody has changed a link to the block: who looked at its own, and what was written
 * then. */
static void explain_look(struct checker *c, const char *block, size_t request)
{
    const struct access *load = own_link(c, block, request);
    const struct access *store = load ? beside(c, load, block) : NULL;

    if (load)
        checker_explain(c, "its own links were read last%s", telling_place(c, load).text);
    if (store)
        telling_word(c, "what was written there, as if it led to it: the word", store,
                     store->p);
}

/* No other link to the block was changed, but links to it were written: did it lead to
 * itself? */
static void explain_circle(struct checker *c, const char *block, size_t request)
{
    const struct access *load = link_to_itself(c, block, request);

    if (load && trail_store(c, load))
        telling_word(c,
                     "when the block was taken out of its list, its own link led to "
                     "itself: the word",
                     trail_store(c, load), load->p);
}

void taken_explain(struct checker *c, const char *block, size_t request, const char *left)
{
    if (!c->host->last || !store_before(c, NULL, request))
        return;
    const struct access *change = first_store(c, block, request, left, is_change);
    const struct access *head = first_store(c, block, request, NULL, is_new_first);
    const struct access *null = head ? null_before(c, head, block) : NULL;
    if (head && change && head->stores < change->stores)
        change = head;
    if (change && change != head)
        telling_word(c, "another link to it was changed: the word", change, change->p);
    bool is_linked = !change && first_store(c, block, request, NULL, is_link);
    c->decided = c->decided || (!change && !is_linked);
    if (is_linked)
        explain_circle(c, block, request);
    else if (!change)
        checker_explain(c, "no link to it was changed %s",
                        telling_moment(c, request).text);
    if (!change && !is_linked && !head)
        explain_look(c, block, request);
    if (!head)
        return;
    telling_word(c, "it was taken for the first of a list: the word", head, head->p);
    if (trail_store(c, null))
        telling_word(c, "a null pointer was read just before that: the word",
                     trail_store(c, null), null->p);
}

/* Has the allocator, lately, written a link into the heap? */
static bool has_links(const struct checker *c)
{
    enum { LATELY = 1000 };
    const struct access *store = NULL;

    for (int i = 0; i < LATELY && (store = c->host->last(STORED, NULL, 0, store)); i++)
        if (store->deed == STORED && trail_is_link(store) &&
            store->value != (uintptr_t)mem_heap_lo())
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
        if (leads_to(store, freed->p))
            return;
    checker_explain(c,
                    "no link to that block, 0x%zx bytes into the heap, has been written "
                    "since its payload was freed or moved %s",
                    (size_t)(freed->p - (char *)mem_heap_lo()),
                    telling_moment(c, freed->request).text);
}

void taken_explain_again(struct checker *c, const struct access *link, size_t request)
{
    const struct access *store = NULL, *again = NULL;

    if (trail_is_in_heap((uintptr_t)link->p))
        return;
    while ((store = c->host->last(STORED, NULL, 0, store)) &&
           store->stores > link->stores)
        if (store->deed == STORED && store->value == link->value && store->n == link->n &&
            store->p != link->p && store->request < request &&
            !trail_is_in_heap((uintptr_t)store->p))
            again = store;
    if (again)
        telling_word(c, "later another list began with it: the word", again, again->p);
    again = c->host->last(STORED, link->p, 1, link);
    if (again && again->deed == STORED && again->value == link->value)
        telling_word(c, "before that was written, that word led there already: it", again,
                     again->p);
}
