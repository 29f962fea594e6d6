/*
 * pair.c - Two free blocks side by side that were not joined.
 */

#include "judge/pair.h"

#include "judge/buddies.h"
#include "judge/offset.h"

#include <stdio.h>

/* The first of two free blocks side by side, if the second begins there or anywhere. */
static size_t find_pair(const struct sight *s, const char *at)
{
    const struct blocks *b = &s->now;
    size_t i = 1;

    while (i < b->walk.count &&
           !(rules_is_free(&s->meanings, &b->all[i - 1]) &&
             rules_is_free(&s->meanings, &b->all[i]) && buddies_may_join(b, i - 1) &&
             (!at || b->all[i].p == at)))
        i++;
    return i < b->walk.count ? i - 1 : b->walk.count;
}

/* Has the request written that word? */
static bool is_written(const struct checker *c, const struct sight *s, const char *p)
{
    const struct access *a = NULL;

    while ((a = c->host->last(STORED, NULL, 0, a)) && a->request == s->request)
        if (a->deed == STORED && a->p == p)
            return true;
    return false;
}

/* The first one's footer, if it is there, and says that the block is in use. */
static void tell_footer(struct finding *f, const struct checker *c, const struct sight *s,
                        size_t i)
{
    const struct meanings *m = &s->meanings;
    const struct layout *l = &s->now.layout;
    const char *footer = rules_footer(m, &s->now, i);

    if (rules_footer_has_use(m) && m->in_use.value && !rules_says_free(m, footer) &&
        ((layout_word(l, footer) ^ s->now.all[i].word) & ~l->bits) == 0)
        finding_tell(f, c, s, "but the first one's footer says that it is in use: it",
                     footer);
}

/* It stays as it is as long as the two are there. */
void pair_find(struct finding *f, const struct checker *c, const struct sight *s)
{
    const struct blocks *b = &s->now;

    if (f->what != NOTHING && find_pair(s, f->block.p) < b->walk.count)
        return;
    f->what = NOTHING;
    size_t i = find_pair(s, NULL);
    if (i == b->walk.count)
        return;
    const struct block *low = &b->all[i], *high = low + 1;
    bool is_low = is_written(c, s, low->p);
    if (!is_low && !is_written(c, s, high->p))
        return;
    *f = (struct finding){.what = LINKED, .block = *high, .request = s->request};
    snprintf(f->sentence, sizeof f->sentence,
             "the free blocks at 0x%zx and 0x%zx lie side by side, and were not joined",
             offset(low->p), offset(high->p));
    finding_tell(f, c, s, "the header of the one that became free then",
                 is_low ? low->p : high->p);
    tell_footer(f, c, s, i);
    finding_add_looks(f, c, s);
}
