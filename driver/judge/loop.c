/*
 * loop.c - Why a watched allocator's loop has no end.
 */

#include "judge/loop.h"

#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/removal.h"
#include "judge/taken.h"
#include "judge/telling.h"
#include "judge/trail.h"

/* The load that many loads before this one, or NULL. */
static const struct access *load_before(const struct checker *c,
                                        const struct access *load, size_t back)
{
    while (load && back-- > 0)
        load = c->host->last(LOADED, NULL, 0, load);
    return load;
}

/* Are the latest loads the same again after so many? */
static bool is_period(const struct checker *c, size_t period)
{
    enum { SURE = 2000 };
    const struct access *a = c->host->last(LOADED, NULL, 0, NULL),
                        *b = load_before(c, a, period);

    for (size_t i = 0; i < SURE; i++) {
        if (!b || a->p != b->p || a->value != b->value)
            return false;
        a = load_before(c, a, 1);
        b = load_before(c, b, 1);
    }
    return true;
}

/* Is the word one of those that the loop reads? Of links alone, if it follows any. */
static const struct access *read_in_loop(const struct checker *c,
                                         const struct access *store, size_t period,
                                         bool links)
{
    const struct access *load = NULL;

    for (size_t i = 0; i < period; i++) {
        load = c->host->last(LOADED, NULL, 0, load);
        if ((!links || trail_is_link(c, load)) && load->p < store->p + store->n &&
            store->p < load->p + load->n)
            return load;
    }
    return NULL;
}

static bool follows_links(const struct checker *c, size_t period)
{
    const struct access *load = NULL;
    bool links = false;

    for (size_t i = 0; i < period; i++) {
        load = c->host->last(LOADED, NULL, 0, load);
        links = links || trail_is_link(c, load);
    }
    return links;
}

/* The link of the circle that leads to the block in which that word is. */
static const struct access *link_to(const struct checker *c, const char *word,
                                    size_t period)
{
    enum { FIELDS = 32 };
    const struct access *load = NULL;

    for (size_t i = 0; i < period; i++) {
        load = c->host->last(LOADED, NULL, 0, load);
        if (trail_is_link(c, load) && load->p != word &&
            (size_t)(word - linkform_to(c->links, load)) < FIELDS)
            return load;
    }
    return NULL;
}

/* Has the word been the end of a list at some time? Where lists are circles, none is. */
static bool was_null(const struct checker *c, const char *word)
{
    const struct access *a = NULL;

    while ((a = c->host->last(STORED, word, c->links->width, a)))
        if (a->deed == STORED && a->p == word && linkform_is_null(c->links, a))
            return true;
    return false;
}

/* A block was put into a list, to which a link of the circle led before that. */
static void explain_twice(struct checker *c, const struct access *newest, size_t period)
{
    const struct access *load = link_to(c, newest->p, period);
    const struct access *older = trail_store(c, load);

    if (!older || older->deed != STORED ||
        (!was_null(c, newest->p) && !was_null(c, load->p)) ||
        (older->request == newest->request && older->callers[1] == newest->callers[1]))
        return;
    telling_word(c, "before that a link led to that block already: the word", older,
                 load->p);
    const char *block = linkform_to(c->links, load);
    size_t taken = taken_by(c, block);
    if (taken >= newest->request ||
        (taken < older->request && older->request < c->trace->count)) {
        removal_explain_before(c, block, newest, older);
        return;
    }
    checker_explain(c, "a payload has come there since, %s",
                    telling_moment(c, taken).text);
    removal_explain(c, block, taken, older);
}

/* Is that load one of a variable, and does the loop read no links but of variables? */
static bool is_variable(const struct checker *c, const struct access *link, size_t period)
{
    const struct access *load = NULL;

    for (size_t i = 0; i < period; i++) {
        load = c->host->last(LOADED, NULL, 0, load);
        if (trail_is_in_heap(load->value) && trail_is_in_heap((uintptr_t)load->p))
            return false;
    }
    return !trail_is_in_heap((uintptr_t)link->p);
}

/* Does the loop read nothing but this word of the heap, and can that be a header of no
 * size? */
static bool stays(const struct checker *c, const struct access *word, size_t period)
{
    enum { FLAGS = 15 };
    const struct access *load = NULL;

    for (size_t i = 0; i < period; i++) {
        load = c->host->last(LOADED, NULL, 0, load);
        if (load->p != word->p)
            return false;
    }
    return trail_is_in_heap((uintptr_t)word->p) && word->value <= FLAGS;
}

/* The word that was told, as the loop reads it. */
static void explain_end(struct checker *c, const struct access *load, size_t period)
{
    if (is_variable(c, load, period) && load->value == (uintptr_t)heap_end())
        checker_explain(c, "that is where the heap ends, and no block begins there: a "
                           "search that goes from block to block until it is back there "
                           "has no end");
    else if (stays(c, load, period))
        checker_explain(c, "the loop reads nothing else: as a header it has no size, so "
                           "the next block would be the same again");
}

void loop_explain(struct checker *c)
{
    enum { LONGEST = 256 };
    size_t period = 1;

    while (c->host->last && period <= LONGEST && !is_period(c, period))
        period++;
    if (!c->host->last || period > LONGEST)
        return;
    bool links = follows_links(c, period);
    const struct access *store = NULL, *load = NULL;
    while (!load && (store = c->host->last(STORED, NULL, 0, store)))
        load = read_in_loop(c, store, period, links);
    if (!load)
        return;
    telling_word(c,
                 links && is_variable(c, load, period)
                     ? "the newest link that the loop reads"
                 : links ? "the newest link of the circle"
                         : "the newest word that the loop reads",
                 store, load->p);
    explain_end(c, load, period);
    if (links && store->deed == STORED && trail_is_link(c, store))
        explain_twice(c, store, period);
}
