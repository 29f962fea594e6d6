/*
 * twice.c - A free block with which two lists begin.
 */

#include "judge/twice.h"

#include "judge/linkform.h"
#include "judge/offset.h"

#include <stdio.h>

enum { MOST = 256 };

/* Words that lead to free blocks. */
struct heads {
    const char *words[MOST];
    size_t count;
};

static const char *target(const struct sight *s, const char *word)
{
    return linkform_at(s->now.form, word);
}

static bool leads_to_free(const struct sight *s, const char *word)
{
    const char *to = target(s, word);
    size_t i = links_block(&s->now, to);

    return i < s->now.walk.count && layout_begins(&s->now.layout, &s->now.all[i], to) &&
           rules_is_free(&s->meanings, &s->now.all[i]);
}

static void add(struct heads *h, const struct sight *s, const char *from, size_t bytes)
{
    size_t width = s->now.form->width;
    const char *word = from + -(uintptr_t)from % width;

    for (; word + width <= from + bytes && h->count < MOST; word += width)
        if (leads_to_free(s, word))
            h->words[h->count++] = word;
}

/* Were both written by one line, called in the same place, and is one of them new? */
static bool are_alike(const struct sight *s, const struct access *a,
                      const struct access *b)
{
    return a && b && a->deed == STORED && b->deed == STORED && a->n == b->n &&
           b->n == s->now.form->width && a->callers[0] == b->callers[0] &&
           a->callers[1] != NULL &&
           (a->request == s->request || b->request == s->request);
}

static void say(struct finding *f, const struct sight *s, const struct access *older,
                const struct access *newer)
{
    const struct block *b = &s->now.all[links_block(&s->now, target(s, newer->p))];

    *f = (struct finding){.what = TWICE, .block = *b, .request = s->request};
    snprintf(f->sentence, sizeof f->sentence,
             "two lists begin with the free block at 0x%zx", offset(b->p));
    finding_add(f, "the head of the one", older, older->p);
    finding_add(f, "the head of the other", newer, newer->p);
}

/* Of the words from the i-th down: how many lead where that one does, and are like it;
 * sets the last stores of it and of the first of those. */
static size_t count_alike(const struct heads *h, size_t i, const struct checker *c,
                          const struct sight *s, const struct access *pair[2])
{
    size_t count = 0;

    for (size_t j = i; j-- > 0;) {
        if (target(s, h->words[i]) != target(s, h->words[j]))
            continue;
        const struct access *a =
            c->host->last(STORED, h->words[i], c->links->width, NULL);
        const struct access *b =
            c->host->last(STORED, h->words[j], c->links->width, NULL);
        if (are_alike(s, a, b) && count++ == 0) {
            pair[0] = a;
            pair[1] = b;
        }
    }
    return count;
}

/* Do both words lead elsewhere by now? */
static bool have_both_gone(const struct finding *f, const struct sight *s)
{
    return !layout_begins(&s->now.layout, &f->block, target(s, f->told[0].p)) &&
           !layout_begins(&s->now.layout, &f->block, target(s, f->told[1].p));
}

static void find_heads(struct heads *h, const struct checker *c, const struct sight *s)
{
    size_t bytes = 0;
    const char *globals = c->host->globals ? c->host->globals(&bytes) : NULL;
    const char *lo = mem_heap_lo();

    h->count = 0;
    if (globals)
        add(h, s, globals, bytes);
    add(h, s, lo, (size_t)(s->now.layout.first - lo));
}

void twice_find(struct finding *f, bool *is_usual, const struct checker *c,
                const struct sight *s)
{
    struct heads h;

    if (f->what == TWICE && target(s, f->told[0].p) == target(s, f->told[1].p))
        return;
    *is_usual = *is_usual || (f->what == TWICE && have_both_gone(f, s));
    f->what = NOTHING;
    find_heads(&h, c, s);
    for (size_t i = 0; i < h.count && !*is_usual; i++) {
        const struct access *pair[2] = {NULL, NULL};
        size_t alike = count_alike(&h, i, c, s, pair);
        *is_usual = alike > 1;
        if (alike != 1 || f->what == TWICE)
            continue;
        bool is_older = pair[0]->stores < pair[1]->stores;
        say(f, s, pair[!is_older], pair[is_older]);
        finding_tell(f, c, s, "the header of the block", f->block.p);
    }
    if (*is_usual)
        f->what = NOTHING;
}
