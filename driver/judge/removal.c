/*
 * removal.c - How a block was taken out of its free list, by the request that has used
 * it.
 *
 * To take a block out is to change the links that lead to it. The one that was left is
 * the old link that does harm; those that were changed show who should have done so.
 */

#include "judge/removal.h"

#include "judge/linkform.h"
#include "judge/taken.h"
#include "judge/telling.h"
#include "judge/trail.h"

/* A block's own links are among its first bytes. FLAGS of a size may hold something else.
 */
enum { HEADER = 16, FIELDS = 32, RECENT = 16, FLAGS = 15 };

/* A block, the request that has used it, and the link to it that was left: with that from
 * which it was copied, or NULL; and the store before which all was, or NULL. */
struct taking {
    const char *block;
    size_t request;
    const struct access *left, *first, *until;
};

/* Is it a load of one of the block's own links? */
static bool is_own_link(const struct checker *c, const struct access *load,
                        const char *block)
{
    return load->p >= block && load->p < block + FIELDS && trail_may_be_link(c, load);
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

/* Has the request, before that store, written a link to the block elsewhere, which led
 * there still? Then the block has got a new neighbour. */
static bool is_linked_anew(const struct checker *c, const struct access *store,
                           const char *block)
{
    const struct access *a = store;

    while ((a = store_before(c, a, store->request)))
        if (taken_leads_to(c, a, block) && a->p != store->p &&
            c->host->last(STORED, a->p, 1, store) == a)
            return true;
    return false;
}

/* Has it written a link to the block? */
static bool is_link(const struct checker *c, const struct access *store,
                    const char *block)
{
    return store->deed == STORED && taken_leads_to(c, store, block);
}

/* Has it changed a link that led to the block? */
static bool is_change(const struct checker *c, const struct access *store,
                      const char *block)
{
    return store->deed == STORED && store->n == c->links->width &&
           !taken_leads_to(c, store, block) &&
           taken_leads_to(c, c->host->last(STORED, store->p, 1, store), block) &&
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
        if (linkform_is_null(c->links, load) && load->p >= block &&
            load->p < block + FIELDS)
            return load;
    return NULL;
}

/* A link of the block's own, without a neighbour before it, that was copied to a global
 * variable which did not lead to the block: as that of a list's first block is. */
static bool is_new_first(const struct checker *c, const struct access *store,
                         const char *block)
{
    const struct access *load = c->host->last(LOADED, NULL, 0, store);

    return store->deed == STORED && store->n == c->links->width && load &&
           load->request == store->request && load->value == store->value &&
           load->p >= block && load->p < block + FIELDS &&
           !trail_is_in_heap((uintptr_t)store->p) &&
           !taken_leads_to(c, c->host->last(STORED, store->p, 1, store), block) &&
           null_before(c, store, block);
}

/* Has it changed any link that led to the block? */
static bool is_any_change(const struct checker *c, const struct access *store,
                          const char *block)
{
    return store->deed == STORED && !taken_leads_to(c, store, block) &&
           taken_leads_to(c, c->host->last(STORED, store->p, 1, store), block);
}

/* The first store of the request, of those that are so, elsewhere than in the link that
 * was left, and since that was written. */
static const struct access *
first_store(const struct checker *c, const struct taking *t,
            bool (*is_so)(const struct checker *, const struct access *, const char *))
{
    const struct access *store = t->until, *first = NULL;

    while ((store = store_before(c, store, t->request)) &&
           !(t->first && store->stores <= t->first->stores))
        if (!(t->left && store->p == t->left->p) && is_so(c, store, t->block))
            first = store;
    return first;
}

/* The load of that request before that one, of a link among the block's first words. */
static const struct access *own_link_before(const struct checker *c,
                                            const struct taking *t,
                                            const struct access *load)
{
    while ((load = taken_load_before(c, load, t->request)) &&
           !is_own_link(c, load, t->block))
        ;
    return load;
}

/* The last one, by a function that was to take it out: in a call that has read two of
 * them, if there is any. */
static const struct access *own_link(const struct checker *c, const struct taking *t)
{
    const struct access *last = own_link_before(c, t, t->until), *load = last, *other;

    while (load && (other = own_link_before(c, t, load))) {
        if (other->p != load->p && other->callers[1] == load->callers[1])
            return load;
        load = other;
    }
    return last;
}

/* The load by that request of a link among the block's first words that led to the block
 * itself. */
static const struct access *link_to_itself(const struct checker *c, const char *block,
                                           size_t request)
{
    const struct access *load = NULL;

    while ((load = taken_load_before(c, load, request)))
        if (is_own_link(c, load, block) && trail_is_link(c, load) &&
            (size_t)(linkform_to(c->links, load) - block + HEADER) <= HEADER)
            return load;
    return NULL;
}

/* The last store of a link outside the block in the same call of a function. */
static const struct access *beside(const struct checker *c, const struct access *load,
                                   const struct taking *t)
{
    const struct access *store = t->until;

    while ((store = store_before(c, store, load->request)))
        if (store->deed == STORED && trail_may_be_link(c, store) &&
            store->callers[1] == load->callers[1] &&
            (store->p < t->block || store->p >= t->block + FIELDS))
            return store;
    return NULL;
}

/* That of the block, if its place is known. */
static const char *header_of(const struct checker *c, const struct taking *t)
{
    const char *payload = t->request < c->trace->count ? c->returned[t->request] : NULL;

    return payload && c->before && t->block <= payload && t->block + c->before >= payload
               ? payload - c->before
               : NULL;
}

/* The size of the block, by its header, was another one when the link was written than
 * when its own links were read. */
static void explain_resized(struct checker *c, const struct taking *t,
                            const struct access *look)
{
    const char *header = t->first ? header_of(c, t) : NULL;
    const struct access *new = header ? c->host->last(STORED, header, 1, look) : NULL;
    const struct access *old = new ? c->host->last(STORED, header, 1, t->first) : NULL;

    if (!old || !trail_is_size(old) || !trail_is_size(new) || new->p != old->p ||
        new->n != old->n || (new->value | FLAGS) == (old->value | FLAGS))
        return;
    telling_word(c, "its size had been changed before that: its header", new, header);
    telling_before(c, new);
}

/* The own link by which that word was written: where it led to, and which link to the
 * block there was changed before, but not this. */
static void explain_own_link(struct checker *c, const struct taking *t,
                             const struct access *store)
{
    enum { LATELY = 1 << 12 };
    const struct access *load = store, *change = store;

    while ((load = c->host->last(LOADED, NULL, 0, load)) &&
           load->request == store->request &&
           !(is_own_link(c, load, t->block) &&
             (size_t)(store->p - linkform_to(c->links, load)) < FIELDS))
        ;
    const struct access *own = trail_store(c, load);
    if (!own || load->request != store->request || own->deed != STORED)
        return;
    telling_word(c, "its own link led there: the word", own, load->p);
    const char *there = linkform_to(c->links, load);
    for (int i = 0; i < LATELY && (change = c->host->last(STORED, NULL, 0, change)) &&
                    change->stores > own->stores;
         i++)
        if (change->p != load->p && is_change(c, change, there)) {
            telling_word(c, "since then a link to the block there was changed: the word",
                         change, change->p);
            return;
        }
}

/* Nobody has changed a link to the block: who looked at its own, and what was written
 * then. */
static void explain_look(struct checker *c, const struct taking *t)
{
    const struct access *load = own_link(c, t);
    const struct access *store = load ? beside(c, load, t) : NULL;

    if (load)
        checker_explain(c, "its own links were read last%s", telling_place(c, load).text);
    if (!store)
        return;
    telling_word(c, "what was written there: the word", store, store->p);
    explain_resized(c, t, load);
    explain_own_link(c, t, store);
}

/* No other link to the block was changed, but links to it were written: did it lead to
 * itself? */
static bool explain_circle(struct checker *c, const struct taking *t)
{
    const struct access *load = link_to_itself(c, t->block, t->request);
    const struct access *store = trail_store(c, load);

    if (store)
        telling_word(c,
                     "when the block was taken out of its list, its own link led to "
                     "itself: the word",
                     store, load->p);
    return store != NULL;
}

/* The block was taken for the first of a list. */
static void explain_first(struct checker *c, const struct taking *t,
                          const struct access *head)
{
    const struct access *null = null_before(c, head, t->block);

    telling_word(c, "it was taken for the first of a list: the word", head, head->p);
    if (trail_store(c, null))
        telling_word(c, "a null pointer was read just before that: the word",
                     trail_store(c, null), null->p);
    explain_resized(c, t, head);
}

void removal_explain(struct checker *c, const char *block, size_t request,
                     const struct access *left)
{
    struct taking t = {block, request, left, left ? trail_first(c, left) : NULL, NULL};

    if (!c->host->last || !store_before(c, NULL, request))
        return;
    const struct access *change = first_store(c, &t, is_change);
    const struct access *head = first_store(c, &t, is_new_first);
    bool is_linked = !change && first_store(c, &t, is_link);
    c->decided = c->decided || (!change && !is_linked);
    if (change)
        telling_word(c, "another link to it was changed: the word", change, change->p);
    if (head)
        explain_first(c, &t, head);
    if (change || (is_linked && explain_circle(c, &t)))
        return;
    if (!first_store(c, &t, is_any_change))
        checker_explain(c, "no other link to it was changed %s",
                        telling_moment(c, request).text);
    if (!head)
        explain_look(c, &t);
}

void removal_explain_before(struct checker *c, const char *block,
                            const struct access *until, const struct access *left)
{
    struct taking t = {block, until->request, left, left, until};

    if (!first_store(c, &t, is_any_change))
        checker_explain(c, "no other link to it was changed before that %s",
                        telling_moment(c, until->request).text);
    explain_look(c, &t);
}
