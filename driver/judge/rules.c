/*
 * rules.c - What holds of the blocks of a sound heap.
 */

#include "judge/rules.h"

#include "base/error.h"
#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/shadow.h"
#include "judge/trail.h"
#include "memlib.h"

#include <string.h>

enum { FIELDS = 32 }; /* bytes, after a header, in which links may be */

/* A bit that has had its meaning in so many heaps has it. What it says of the block
 * before may be so by chance for a while. */
enum { SURE = 1, SURER = 8 };

/* A word of a header; those after the size may be flags, too. */
static uint32_t word_at(const char *header, size_t at)
{
    uint32_t word;

    memcpy(&word, header + at * sizeof word, sizeof word);
    return word;
}

/* The blocks that tell what a bit means: those from the lowest payload on. */
static size_t first_of(const struct blocks *b, const char *lowest)
{
    size_t i = 0;

    while (i < b->walk.count && layout_payload(&b->layout, &b->all[i]) < lowest)
        i++;
    return i;
}

/* In the headers of blocks: is the bit of this value wherever the block that is so far
 * before is live, and not everywhere? */
static bool means_use(const struct blocks *b, size_t first, size_t back,
                      const struct meaning *m)
{
    size_t live = 0, others = 0;

    for (size_t i = first + back; i < b->walk.count; i++) {
        bool is_so = (word_at(b->all[i].p, m->at) & m->bit) == m->value;
        if (b->all[i - back].live && !is_so)
            return false;
        live += b->all[i - back].live;
        others += !b->all[i - back].live && !is_so;
    }
    return live > 0 && others > 0;
}

/* Is it a bit of the header that is no part of the size, and has no other meaning? */
static bool may_mean(const struct blocks *b, const struct meaning *m,
                     const struct meaning *other)
{
    if (other && (m->at > 0 || (other->at == 0 && other->bit == m->bit)))
        return false;
    return m->at == 0 ? (b->layout.bits & m->bit) != 0
                      : m->bit == 1 && m->at * sizeof(uint32_t) >= b->layout.width;
}

/* The meaning becomes that for which most heaps have spoken. */
static void learn(struct meaning *m, const struct blocks *b, size_t first, size_t back,
                  const struct meaning *other)
{
    struct meaning tried = {0};
    size_t best = 0, places = b->layout.before / sizeof(uint32_t);

    for (tried.at = 0; tried.at < places && tried.at < PLACES; tried.at++)
        for (int k = 0; k < 2 * BITS; k++) {
            tried.bit = UINT64_C(1) << k / 2;
            tried.value = k % 2 ? tried.bit : 0;
            if (!may_mean(b, &tried, other))
                continue;
            bool now = means_use(b, first, back, &tried);
            size_t evidence = m->evidence[tried.at][k % 2][k / 2] += now;
            if (evidence < (size_t)(other ? SURER : SURE) || 2 * evidence + now <= best)
                continue;
            best = 2 * evidence + now;
            m->at = tried.at;
            m->bit = tried.bit;
            m->value = tried.value;
        }
}

struct blocks rules_survey(const struct checker *c)
{
    size_t live, most = layout_most();
    const char *lowest = layout_lowest(c, &live);
    struct blocks b = {.all = allocate(most, sizeof *b.all), .form = c->links};

    if (lowest)
        layout_learn(&b.layout, lowest, live, b.all, most);
    if (b.layout.known)
        b.walk = layout_walk(&b.layout, b.all, most);
    return b;
}

/* Is there a block without a payload? */
static bool has_other(const struct blocks *b, size_t first)
{
    while (first < b->walk.count && b->all[first].live)
        first++;
    return first < b->walk.count;
}

void rules_learn(struct meanings *m, const struct blocks *b, const char *lowest)
{
    size_t first = first_of(b, lowest);

    for (size_t i = 0; i < b->walk.count; i++)
        m->flags |= b->all[i].word & b->layout.bits;
    learn(&m->in_use, b, first, 0, NULL);
    learn(&m->after_use, b, first, 1, &m->in_use);
    m->unmarked += !m->in_use.bit && has_other(b, first);
}

static bool is_so(const struct meaning *m, const char *header)
{
    return (word_at(header, m->at) & m->bit) == m->value;
}

bool rules_says_free(const struct meanings *m, const char *header)
{
    return m->in_use.bit && !is_so(&m->in_use, header);
}

bool rules_is_free(const struct meanings *m, const struct block *block)
{
    return !block->live && rules_says_free(m, block->p);
}

bool rules_may_be_free(const struct meanings *m, const struct block *block)
{
    return m->in_use.bit ? rules_is_free(m, block) : !block->live;
}

const char *rules_footer(const struct meanings *m, const struct blocks *b, size_t i)
{
    return b->all[i].p + b->all[i].n - m->foot;
}

bool rules_footer_has_use(const struct meanings *m)
{
    return m->in_use.bit && (m->in_use.at + 1) * sizeof(uint32_t) <= m->foot;
}

static enum ruling is_in_use(const struct meanings *m, const struct block *block)
{
    if (!block->live || !m->in_use.bit)
        return SILENT;
    return rules_says_free(m, block->p) ? BROKEN : HOLDS;
}

const char *rules_epilogue(const struct blocks *b)
{
    return b->layout.tail == b->layout.width ? heap_end() - b->layout.width : NULL;
}

static enum ruling ends_in_use(const struct meanings *m, const struct blocks *b, size_t i)
{
    const char *end = i + 1 == b->walk.count ? rules_epilogue(b) : NULL;

    if (!end || !m->in_use.bit || m->in_use.at > 0)
        return SILENT;
    return rules_says_free(m, end) ? BROKEN : HOLDS;
}

static enum ruling is_after_use(const struct meanings *m, const struct blocks *b,
                                size_t i)
{
    if (i == 0 || !b->all[i - 1].live || !m->after_use.bit)
        return SILENT;
    return is_so(&m->after_use, b->all[i].p) ? HOLDS : BROKEN;
}

static size_t payload_size(const struct checker *c, const char *payload)
{
    uint32_t id = 0;

    while (id < c->trace->ids && (c->sizes[id] == 0 || c->payloads[id] != payload))
        id++;
    return id < c->trace->ids ? c->sizes[id] : 0;
}

static enum ruling has_room(const struct checker *c, const struct blocks *b, size_t i)
{
    const struct block *block = &b->all[i];
    const char *payload = layout_payload(&b->layout, block);

    if (!block->live || payload != c->returned[c->verdict->progress.request])
        return SILENT;
    size_t most = block->n + (block->word & b->layout.bits);
    return b->layout.before + payload_size(c, payload) <= most ? HOLDS : BROKEN;
}

/* Is this a copy of the block's header but for those bits, written together with it? */
static bool is_written_twice(const struct checker *c, const struct blocks *b, size_t i,
                             const char *copy, uint64_t but)
{
    enum { TOGETHER = 4 };
    size_t width = b->layout.width;

    if ((layout_word(&b->layout, copy) ^ b->all[i].word) & ~but)
        return false;
    const struct access *footer = c->host->last(STORED, copy, width, NULL);
    const struct access *header =
        footer ? c->host->last(STORED, b->all[i].p, width, NULL) : NULL;
    return header && footer->deed == STORED && footer->p == copy && footer->n == width &&
           footer->stores - header->stores + TOGETHER <= (size_t)2 * TOGETHER;
}

/* A footer is as large as the size in the header, or as all of the header. The bytes of
 * this one, whose word is that of the header but for those bits; or 0. */
static size_t find_footer(const struct checker *c, const struct blocks *b, size_t i,
                          uint64_t but)
{
    const struct layout *l = &b->layout;
    const char *end = b->all[i].p + b->all[i].n;

    if (is_written_twice(c, b, i, end - l->width, but))
        return l->width;
    return l->before > l->width && is_written_twice(c, b, i, end - l->before, but)
               ? l->before
               : 0;
}

/* Footers may be copies of headers; those of free blocks may have the size alone. */
static void learn_footer(const struct checker *c, struct meanings *m,
                         const struct blocks *b, size_t i)
{
    size_t foot = m->copies ? 0 : find_footer(c, b, i, 0);

    if (foot > 0) {
        m->foot = foot;
        m->copies = true;
    } else if (m->foot == 0 && rules_is_free(m, &b->all[i]))
        m->foot = find_footer(c, b, i, b->layout.bits);
}

/* A block that is too small for links beside it may do without. */
static enum ruling has_footer(const struct checker *c, struct meanings *m,
                              const struct blocks *b, size_t i)
{
    const struct block *block = &b->all[i];
    uint64_t size = block->word & ~b->layout.bits;

    if (block->n < 2 * b->layout.before + 2 * b->form->width || !m->in_use.bit)
        return SILENT;
    learn_footer(c, m, b, i);
    if (m->foot == 0 || !rules_is_free(m, block))
        return SILENT;
    uint64_t footer = layout_word(&b->layout, rules_footer(m, b, i));
    return (footer & ~b->layout.bits) == size ? HOLDS : BROKEN;
}

/* Has a payload that is in use some of the footer's bytes? Then the block is too small
 * for it, which is another fault. */
static bool is_overlaid(const struct meanings *m, const char *footer)
{
    size_t over = (uintptr_t)footer % GRANULE;

    return shadow_owner(footer - over, over + m->foot) != NULL;
}

/* It is held by blocks in use: free ones have footers anyhow. */
static enum ruling has_copy(const struct meanings *m, const struct blocks *b, size_t i)
{
    const struct block *block = &b->all[i];

    if (!m->copies || block->n < b->layout.before + m->foot)
        return SILENT;
    const char *footer = rules_footer(m, b, i);
    if (is_overlaid(m, footer))
        return SILENT;
    if (layout_word(&b->layout, footer) != block->word ||
        (rules_footer_has_use(m) &&
         rules_says_free(m, footer) != rules_says_free(m, block->p)))
        return BROKEN;
    return block->live ? HOLDS : SILENT;
}

static size_t number(const char *p)
{
    return (size_t)(p - (const char *)mem_heap_lo()) / sizeof(uint32_t);
}

/* Where a word leads to, if it is a link. */
static void add_link(struct blocks *b, const char *word)
{
    const char *to = linkform_at(b->form, word);

    if (trail_is_in_heap((uintptr_t)to) && number(to) < WORDS)
        b->links[number(to)] = b->time;
}

static void add_links(struct blocks *b, const char *from, const char *end)
{
    size_t width = b->form->width;

    from += -(uintptr_t)from % width;
    for (; from + width <= end; from += width)
        add_link(b, from);
}

void rules_find_links(const struct checker *c, struct blocks *b)
{
    size_t bytes = 0;
    const char *globals = c->host->globals ? c->host->globals(&bytes) : NULL;

    b->time++;
    if (globals)
        add_links(b, globals, globals + bytes);
    add_links(b, mem_heap_lo(), b->layout.first);
    for (size_t i = 0; i < b->walk.count; i++) {
        const char *payload = layout_payload(&b->layout, &b->all[i]);
        const char *end = b->all[i].p + b->all[i].n;
        if (!b->all[i].live)
            add_links(b, b->all[i].p, end < payload + FIELDS ? end : payload + FIELDS);
    }
}

static bool has_link(const struct blocks *b, const char *to)
{
    return number(to) < WORDS && b->links[number(to)] == b->time;
}

/* Has the allocator written a link, or that there is none, among its first words? */
static bool has_fields(const struct checker *c, const char *payload)
{
    const struct access *a = c->host->last(STORED, payload, c->links->width, NULL);

    return a && a->deed == STORED && a->p == payload && trail_may_be_link(c, a);
}

/* The last block may be known as such. */
static enum ruling is_linked(const struct checker *c, struct meanings *m,
                             const struct blocks *b, size_t i)
{
    const struct block *block = &b->all[i];
    const char *payload = layout_payload(&b->layout, block);

    if (!rules_is_free(m, block))
        return SILENT;
    if (!has_link(b, block->p) && !has_link(b, payload))
        return i + 1 == b->walk.count ? SILENT : BROKEN;
    m->has_links = m->has_links || has_fields(c, payload);
    return m->has_links ? HOLDS : SILENT;
}

static bool has_room_for_links(const struct blocks *b, const struct block *block)
{
    return block->n >= b->layout.before + 2 * b->form->width;
}

/* The first two words of a block, as links. */
static void links_of(const struct blocks *b, const struct block *block, const char *to[2])
{
    const char *payload = layout_payload(&b->layout, block);

    to[0] = linkform_at(b->form, payload);
    to[1] = linkform_at(b->form, payload + b->form->width);
}

/* Do its first two words lead elsewhere? */
static enum ruling leads_on(const struct meanings *m, const struct blocks *b, size_t i)
{
    const struct block *block = &b->all[i];
    const char *payload = layout_payload(&b->layout, block), *to[2];

    if (!rules_is_free(m, block) || !m->has_links || !has_room_for_links(b, block))
        return SILENT;
    links_of(b, block, to);
    for (int k = 0; k < 2; k++)
        if (to[k] == block->p || to[k] == payload)
            return BROKEN;
    return HOLDS;
}

/* The free block to which that word leads, or the number of blocks. */
static size_t linked_to(const struct meanings *m, const struct blocks *b, const char *to)
{
    size_t i = layout_block(b->all, b->walk.count, to);
    const struct block *block = &b->all[i];

    return i < b->walk.count && rules_is_free(m, block) && has_room_for_links(b, block) &&
                   layout_begins(&b->layout, block, to)
               ? i
               : b->walk.count;
}

size_t rules_one_way(const struct meanings *m, const struct blocks *b, size_t i,
                     bool *any)
{
    const char *to[2], *back[2];

    *any = false;
    if (!rules_is_free(m, &b->all[i]) || !m->has_links ||
        !has_room_for_links(b, &b->all[i]))
        return b->walk.count;
    links_of(b, &b->all[i], to);
    for (int k = 0; k < 2; k++) {
        size_t j = linked_to(m, b, to[k]);
        if (j == b->walk.count || j == i)
            continue;
        links_of(b, &b->all[j], back);
        if (linked_to(m, b, back[0]) != i && linked_to(m, b, back[1]) != i)
            return j;
        *any = true;
    }
    return b->walk.count;
}

/* Where lists are not doubly linked, it is broken at once. */
static enum ruling leads_back(const struct meanings *m, const struct blocks *b, size_t i)
{
    bool any;

    if (rules_one_way(m, b, i, &any) < b->walk.count)
        return BROKEN;
    return any ? HOLDS : SILENT;
}

enum ruling rules_ask(enum rule rule, const struct checker *c, struct meanings *m,
                      const struct blocks *b, size_t i)
{
    switch (rule) {
    case IN_USE_BIT:
        return is_in_use(m, &b->all[i]);
    case EPILOGUE:
        return ends_in_use(m, b, i);
    case AFTER_USE_BIT:
        return is_after_use(m, b, i);
    case ROOM:
        return has_room(c, b, i);
    case FREE_FOOTER:
        return has_footer(c, m, b, i);
    case LINKED:
        return is_linked(c, m, b, i);
    case BACK:
        return leads_back(m, b, i);
    case COPY:
        return has_copy(m, b, i);
    default:
        return leads_on(m, b, i);
    }
}
