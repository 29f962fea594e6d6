/*
 * finding.c - What is wrong with an allocator's blocks, in a sentence.
 */

#include "judge/finding.h"

#include "judge/given.h"
#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/telling.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void finding_say(struct finding *f, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    vsnprintf(f->sentence, sizeof f->sentence, format, arguments);
    va_end(arguments);
}

void finding_add(struct finding *f, const char *name, const struct access *a,
                 const char *p)
{
    if (a && f->count < sizeof f->told / sizeof *f->told)
        f->told[f->count++] = (struct told){name, *a, p};
}

void finding_tell(struct finding *f, const struct checker *c, const struct sight *s,
                  const char *name, const char *word)
{
    finding_add(f, name, c->host->last(STORED, word, s->now.layout.width, NULL), word);
}

void finding_begin(struct finding *f, const struct checker *c, const struct sight *s,
                   int what, const struct block *block)
{
    *f = (struct finding){.what = what, .block = *block, .request = s->request};
    finding_tell(f, c, s, "its header", block->p);
}

size_t finding_block_ending_at(const struct blocks *b, const char *p)
{
    size_t i = layout_block(b->all, b->walk.count, p - 1);

    return i < b->walk.count && b->all[i].p + b->all[i].n == p ? i : b->walk.count;
}

/* Of any block but the first. */
static bool is_header(const struct blocks *b, const char *p)
{
    return finding_block_ending_at(b, p) + 1 < b->walk.count;
}

void finding_tell_small(struct finding *f, const struct checker *c)
{
    const struct access *link = f->count > 0 ? &f->told[f->count - 1].word : NULL;
    const struct access *header =
        link && link->deed == STORED ? parts_small(c, link) : NULL;

    if (header)
        finding_add(f,
                    "that is a link of the block before it, which has no room for it: "
                    "by its header",
                    header, header->p);
}

/* What the request has written last: the header of another block, and anything. */
static void tell_last(struct finding *f, const struct checker *c, const struct sight *s)
{
    const struct access *a = NULL, *last = NULL, *header = NULL;

    while ((a = c->host->last(STORED, NULL, 0, a)) && a->request == s->request) {
        if (a->deed != STORED)
            continue;
        last = last ? last : a;
        if (!header && a->n == s->now.layout.width && a->p != f->block.p &&
            is_header(&s->now, a->p))
            header = a;
    }
    finding_add(f, "the last header that was written then", header,
                header ? header->p : NULL);
    if (last != header)
        finding_add(f, "the last that was written then: the word", last, last->p);
}

/* Of a last word that is not as the header says. */
static void say_footer(struct finding *f, const struct block *at)
{
    if (f->what == COPY)
        finding_say(
            f,
            "the block at 0x%zx does not end with a copy of its header any more, as all "
            "did: its footer says something else",
            offset(at->p));
    else
        finding_say(
            f,
            "by its header the free block at 0x%zx has %zu bytes, but its footer says "
            "something else",
            offset(at->p), at->n);
}

/* The sentence for a rule that this block breaks; BACK: see tell_one_way. */
static void say_rule(struct finding *f, enum rule rule, const struct block *at)
{
    size_t p = offset(at->p);

    if (rule == IN_USE_BIT)
        finding_say(
            f, "the block at 0x%zx has a payload in use, but by its header it is free",
            p);
    else if (rule == EPILOGUE)
        finding_say(
            f, "the last header, of no size, that ends the heap says that it is free");
    else if (rule == AFTER_USE_BIT)
        finding_say(
            f,
            "by its header the block before the one at 0x%zx is free, but it is in use",
            p);
    else if (rule == ROOM)
        finding_say(
            f, "by its header the block at 0x%zx has %zu bytes, too few for its payload",
            p, at->n);
    else if (rule == ONWARD)
        finding_say(f, "a link of the free block at 0x%zx leads to that block itself", p);
    else if (rule == LINKED)
        finding_say(
            f, "by its header the block at 0x%zx is free, but no link leads to it", p);
    else if (rule != BACK)
        say_footer(f, at);
}

void finding_add_looks(struct finding *f, const struct checker *c, const struct sight *s)
{
    const struct access *load = NULL;

    while ((load = c->host->last(LOADED, NULL, 0, load)) && load->request == s->request) {
        size_t i = 0;
        while (i < f->count && f->told[i].word.callers[0] != load->callers[0])
            i++;
        if (i == f->count && load->n == s->now.layout.width &&
            (is_header(&s->now, load->p) || is_header(&s->before, load->p)))
            finding_add(f, "", load, load->p);
    }
}

static bool leads_to(const struct sight *s, const struct access *a,
                     const struct block *block)
{
    return a && a->deed == STORED &&
           layout_begins(&s->now.layout, block, linkform_to(s->now.form, a));
}

/* The link, outside of it, that led to the block until it was changed, since its header
 * was written. */
static void tell_change(struct finding *f, const struct checker *c, const struct sight *s)
{
    enum { LATELY = 1 << 12 };
    const struct access *a = NULL;
    const struct block *b = &f->block;

    for (int i = 0;
         i < LATELY && (a = c->host->last(STORED, NULL, 0, a)) && f->count > 0 &&
         a->stores > f->told[0].word.stores && a->request == s->request;
         i++)
        if (a->deed == STORED && a->n == c->links->width && !leads_to(s, a, b) &&
            (a->p < b->p || a->p >= b->p + b->n) &&
            leads_to(s, c->host->last(STORED, a->p, 1, a), b)) {
            finding_add(f, "a link that led there was changed: the word", a, a->p);
            return;
        }
}

/* Its link that does not come back, and those of the block there. */
static void tell_one_way(struct finding *f, const struct checker *c,
                         const struct sight *s, size_t i)
{
    const struct blocks *b = &s->now;
    bool any;
    size_t j = rules_one_way(&s->meanings, b, i, &any);
    const char *links = f->payload;

    if (j == b->walk.count)
        return;
    const char *other = layout_payload(&b->layout, &b->all[j]);
    if (!layout_begins(&b->layout, &b->all[j], linkform_at(b->form, links)))
        links += b->form->width;
    finding_say(
        f,
        "a link of the free block at 0x%zx leads to the one at 0x%zx, but none leads "
        "back",
        offset(b->all[i].p), offset(b->all[j].p));
    f->count = 0;
    finding_add(f, "that link", c->host->last(STORED, links, 1, NULL), links);
    finding_add(f, "the links there: the word", c->host->last(STORED, other, 1, NULL),
                other);
    other += b->form->width;
    finding_add(f, "and the word", c->host->last(STORED, other, 1, NULL), other);
}

/* The request that returned the live payload, or NO_REQUEST. */
static size_t born(const struct checker *c, const char *payload)
{
    uint32_t id = 0;

    while (id < c->trace->ids && (c->sizes[id] == 0 || c->payloads[id] != payload))
        id++;
    return payload && id < c->trace->ids ? c->born[id] : NO_REQUEST;
}

void finding_date(struct finding *f, const struct checker *c, const char *payload)
{
    size_t newest = born(c, payload);

    for (size_t i = 0; i < f->count; i++) {
        size_t request = f->told[i].word.request;
        if (request < c->trace->count && (newest == NO_REQUEST || request > newest))
            newest = request;
    }
    if (f->count > 0 && newest < f->request)
        f->request = newest;
}

void finding_of_rule(struct finding *f, const struct checker *c, const struct sight *s,
                     enum rule rule, size_t i)
{
    finding_begin(f, c, s, (int)rule, &s->now.all[i]);
    say_rule(f, rule, &s->now.all[i]);
    f->payload = layout_payload(&s->now.layout, &f->block);
    if (rule == EPILOGUE) {
        f->count = 0;
        finding_tell(f, c, s, "that header", rules_epilogue(&s->now));
        if (f->count == 0)
            finding_add(f, "that header",
                        c->host->last(GROWN, rules_epilogue(&s->now), 1, NULL),
                        rules_epilogue(&s->now));
        finding_tell_small(f, c);
    }
    if (rule == LINKED)
        tell_change(f, c, s);
    if (rule == IN_USE_BIT || (rule == LINKED && f->count > 1))
        finding_date(f, c, f->payload);
    if (rule == ONWARD || (rule == LINKED && f->count < 2))
        tell_last(f, c, s);
    if (rule == LINKED && f->request == s->request)
        finding_add_looks(f, c, s);
    if (rule == BACK)
        tell_one_way(f, c, s, i);
    if (rule == FREE_FOOTER || rule == COPY)
        finding_tell(f, c, s, "its footer", rules_footer(&s->meanings, &s->now, i));
    if (rule == FREE_FOOTER || rule == COPY)
        finding_date(f, c, NULL);
}

void finding_of_parts(struct finding *f, const struct overlap *o, size_t request)
{
    size_t whole = offset(o->whole->p), part = offset(o->part->p);

    *f = (struct finding){.what = PARTS, .request = request};
    finding_say(
        f,
        "by their headers the blocks at 0x%zx and 0x%zx end at the same place: the first "
        "has kept the size that it had before",
        whole, part);
    finding_add(f, "its header", o->whole, o->whole->p);
    finding_add(f, "the other header", o->part, o->part->p);
}

void finding_of_copy(struct finding *f, const struct checker *c,
                     const struct access *copy, size_t request)
{
    *f = (struct finding){.what = GIVEN, .request = request};
    finding_say(
        f,
        "mm_realloc has copied its payload from 0x%zx to 0x%zx, but has returned the old "
        "one",
        offset(c->returned[request]), offset(copy->p));
    finding_add(f, "the copy", copy, copy->p);
}

/* In which lines headers were read. */
static void explain_looks(struct checker *c, const struct finding *f, size_t first)
{
    char places[200] = "";

    for (size_t i = f->count; i-- > first;) {
        size_t used = strlen(places);
        struct access inner = f->told[i].word;
        inner.callers[1] = NULL;
        snprintf(places + used, sizeof places - used, "%s%s", used ? ";" : "",
                 telling_place(c, &inner).text + 1);
    }
    checker_explain(c, "headers of blocks were read then%s", places);
}

void finding_explain(struct checker *c, const char *introduction, const struct finding *f)
{
    size_t looks = 0;

    checker_explain(c, "%s %s%s", telling_moment(c, f->request).text,
                    f->what == GIVEN ? "" : introduction, f->sentence);
    for (size_t i = 0; i < f->count; i++)
        if (f->told[i].word.deed == LOADED)
            looks = looks ? looks : i;
        else
            telling_word(c, f->told[i].name, &f->told[i].word, f->told[i].p);
    if (f->count > 0 && f->what != STRAY)
        parts_explain_covered(c, &f->told[0].word);
    if (looks)
        explain_looks(c, f, looks);
    if ((f->what == EPILOGUE || f->what == BUDDY) && f->count > 0)
        telling_before(c, &f->told[0].word);
    if (f->what == IN_USE_BIT)
        given_explain(c, f->payload, f->request);
}
