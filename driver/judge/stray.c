/*
 * stray.c - A word that leads to where no block begins, or to one that is in use.
 */

#include "judge/stray.h"

#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/removal.h"
#include "judge/telling.h"
#include "judge/trail.h"

#include <stdio.h>

/* Which word it is. */
static struct phrase name_of(const struct checker *c, const struct sight *s,
                             const char *word)
{
    struct phrase name;
    size_t i = links_block(&s->now, word);

    if (i < s->now.walk.count)
        snprintf(name.text, sizeof name.text, "a link of the %sblock at 0x%zx",
                 rules_is_free(&s->meanings, &s->now.all[i]) ? "free " : "",
                 offset(s->now.all[i].p));
    else
        name = telling_spot(c, word);
    return name;
}

/* What there was before the request. */
static const char *began(const struct sight *s, const char *to)
{
    size_t i = links_block(&s->before, to);
    const struct block *b = &s->before.all[i];

    if (i == s->before.walk.count || !layout_begins(&s->before.layout, b, to))
        return ": that is";
    return rules_is_free(&s->meanings, b) ? " any more: the free block there is now"
                                          : " any more: the block there is now";
}

void stray_find(struct finding *f, const struct checker *c, const struct sight *s,
                const struct stray *stray)
{
    const struct block *at = &s->now.all[stray->at];
    struct phrase name = name_of(c, s, stray->word);
    bool is_listed = links_block(&s->now, stray->word) < s->now.walk.count;

    *f = (struct finding){
        .what = STRAY, .block = *at, .stray = *stray, .request = s->request};
    finding_add(f, "that link", c->host->last(STORED, stray->word, 1, NULL), stray->word);
    finding_tell(f, c, s, "the header of that block", at->p);
    finding_date(f, c, stray->in ? NULL : layout_payload(&s->now.layout, at));
    if (stray->in && links_block(&s->now, stray->word) == stray->at)
        snprintf(f->sentence, sizeof f->sentence,
                 "%.80s leads to 0x%zx, where no block begins%s in the middle of that "
                 "same block",
                 name.text, offset(stray->to), began(s, stray->to));
    else if (stray->in)
        snprintf(
            f->sentence, sizeof f->sentence,
            "%.80s leads to 0x%zx, where no block begins%s in the middle of the one at "
            "0x%zx%s",
            name.text, offset(stray->to), began(s, stray->to), offset(at->p),
            is_listed ? ", but still in a list" : "");
    else
        snprintf(f->sentence, sizeof f->sentence,
                 "%s leads to 0x%zx, but the block there is in use", name.text,
                 offset(stray->to));
}

/* The link was there when that header was written. */
static void explain_growth(struct checker *c, const struct finding *f)
{
    const struct access *link = &f->told[0].word, *header = &f->told[1].word;
    bool is_own = f->stray.word >= f->block.p && f->stray.word < f->block.p + f->block.n;

    if (link->request == header->request || is_own)
        checker_explain(c, "that link led there before that header was written, and was "
                           "left as it was");
    else
        removal_explain(c, f->stray.to, header->request, link);
}

/* The last load of that word, but by the checker. */
static const struct access *last_look(const struct checker *c, const char *word)
{
    const struct access *load = NULL;

    while ((load = c->host->last(LOADED, word, c->links->width, load)) &&
           trail_is_within(c, load, "mm_checkheap"))
        ;
    return load;
}

void stray_explain(struct checker *c, const struct finding *f)
{
    const struct access *load = last_look(c, f->stray.word);

    if (f->count == 2 && f->told[1].word.stores > f->told[0].word.stores)
        explain_growth(c, f);
    if (load && load->stores > f->told[0].word.stores)
        checker_explain(c, "the link was read last%s", telling_place(c, load).text + 1);
}
