/*
 * loop.c - Why a watched allocator's loop has no end.
 */

#include "judge/loop.h"

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
        if ((!links || trail_is_in_heap(load->value)) && load->p < store->p + store->n &&
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
        links = links || trail_is_in_heap(load->value);
    }
    return links;
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
    if (load)
        telling_word(c,
                     links ? "the newest link of the circle"
                           : "the newest word that the loop reads",
                     store, load->p);
}
