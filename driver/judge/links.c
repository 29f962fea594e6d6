/*
 * links.c - Words that lead to blocks: heads of lists, rovers, links in free blocks.
 */

#include "judge/links.h"

#include "judge/linkform.h"

#include "memlib.h"

enum { ENOUGH = 2 };

size_t links_block(const struct blocks *b, const char *byte)
{
    return layout_block(b->all, b->walk.count, byte);
}

/* Did a block begin there, or a free one? */
static bool was_block(const struct meanings *m, const struct blocks *before,
                      const char *to, bool free)
{
    size_t i = links_block(before, to);

    return i < before->walk.count &&
           layout_begins(&before->layout, &before->all[i], to) &&
           (!free || rules_may_be_free(m, &before->all[i]));
}

/* Has the allocator read it, of late? */
static bool is_read(const struct checker *c, const char *word)
{
    return c->host->last(LOADED, word, c->links->width, NULL) != NULL;
}

/* Was it written as a link, and not before the header of its block? But one that leads
 * into the block itself is older, since that has grown. */
static bool is_written(const struct checker *c, const struct block *block,
                       const char *word)
{
    const struct access *link = c->host->last(STORED, word, c->links->width, NULL);
    const struct access *header = link ? c->host->last(STORED, block->p, 1, NULL) : NULL;

    return header && link->deed == STORED && link->p == word &&
           link->n == c->links->width &&
           (header->request <= link->request ||
            layout_has(block, linkform_at(c->links, word)));
}

/* Counts the word; true if it is astray. */
static bool look_at(struct tally *t, const struct meanings *m,
                    const struct blocks *before, const struct blocks *now,
                    const char *word, bool is_field, struct stray *s)
{
    const char *to = linkform_at(now->form, word);
    size_t i = links_block(now, to);
    const struct block *b = &now->all[i];

    if (i == now->walk.count)
        return false;
    *s = (struct stray){word, to, i, !layout_begins(&now->layout, b, to)};
    if (!s->in && rules_may_be_free(m, b)) {
        t->varied = t->varied || (t->first && t->first != to);
        t->first = t->first ? t->first : to;
        t->free++;
        return false;
    }
    size_t *count = s->in ? &t->inside : &t->others;
    bool is_new = *count == 0 && t->inside == 0;
    bool is_known =
        s->in ? t->free + t->others >= ENOUGH : t->free >= ENOUGH && t->varied;
    bool is_astray =
        is_new && (s->in || b->live) &&
        (is_known || ((s->in || is_field) && was_block(m, before, to, !s->in)));
    *count += !is_astray;
    return is_astray;
}

/* Of words from there on: those that are read, too. */
static bool look_at_all(struct tally *t, const struct checker *c,
                        const struct meanings *m, const struct blocks *before,
                        const struct blocks *now, const char *from, size_t bytes,
                        struct stray *s)
{
    size_t width = now->form->width;
    const char *word = from + -(uintptr_t)from % width;

    for (size_t i = 0; i < TALLIED && word + width <= from + bytes; i++, word += width)
        if (look_at(&t[i], m, before, now, word, false, s)) {
            if (is_read(c, word))
                return true;
            t[i].inside++;
        }
    return false;
}

/* Of a free block's first words, behind its size. */
static bool look_at_fields(struct links *l, const struct checker *c,
                           const struct meanings *m, const struct blocks *before,
                           const struct blocks *now, const struct block *block,
                           struct stray *s)
{
    const char *word = block->p + now->layout.width;
    const char *end = block->p + block->n - m->foot;
    size_t width = now->form->width;

    word += -(uintptr_t)word % width;
    for (int k = 0; k < LINK_FIELDS && word + width <= end; k++, word += width) {
        if (!look_at(&l->fields[k], m, before, now, word, true, s))
            continue;
        if (is_written(c, block, word))
            return true;
        l->fields[k].inside++; /* so such words may be left over */
    }
    return false;
}

bool links_look(struct links *l, const struct checker *c, const struct meanings *m,
                const struct blocks *before, const struct blocks *now, struct stray *s)
{
    size_t bytes = 0;
    const char *globals = c->host->globals ? c->host->globals(&bytes) : NULL;
    const char *lo = mem_heap_lo();

    if (!m->in_use.bit && m->unmarked < ENOUGH)
        return false;
    if (globals && look_at_all(l->globals, c, m, before, now, globals, bytes, s))
        return true;
    if (look_at_all(l->heads, c, m, before, now, lo, (size_t)(now->layout.first - lo), s))
        return true;
    for (size_t i = 0; i < now->walk.count; i++)
        if (rules_may_be_free(m, &now->all[i]) &&
            look_at_fields(l, c, m, before, now, &now->all[i], s))
            return true;
    return false;
}

bool links_is_still(const struct stray *s, const struct meanings *m,
                    const struct blocks *now)
{
    size_t from = links_block(now, s->word), i = links_block(now, s->to);

    if (linkform_at(now->form, s->word) != s->to || i == now->walk.count)
        return false;
    if (from < now->walk.count && !rules_may_be_free(m, &now->all[from]))
        return false;
    bool begins = layout_begins(&now->layout, &now->all[i], s->to);
    return s->in ? !begins : begins && now->all[i].live;
}
