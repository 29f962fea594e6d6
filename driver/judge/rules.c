/*
 * rules.c - What holds of the blocks of a sound heap.
 */

#include "judge/rules.h"

#include "judge/trail.h"
#include "memlib.h"

#include <stdlib.h>
#include <string.h>

enum { FIELDS = 32 }; /* bytes, after a header, in which links may be */

/* A bit that has had its meaning in so many heaps has it. */
enum { SURE = 1 };

static bool has(uint64_t word, int bit, int value)
{
    return (word >> bit & 1) == (uint64_t)value;
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
static bool means_use(const struct blocks *b, size_t first, size_t back, int bit,
                      int value)
{
    size_t live = 0, others = 0;

    for (size_t i = first + back; i < b->walk.count; i++) {
        bool is_so = has(b->all[i].word, bit, value);
        if (b->all[i - back].live && !is_so)
            return false;
        live += b->all[i - back].live;
        others += !b->all[i - back].live && !is_so;
    }
    return live > 0 && others > 0;
}

static void learn(struct meaning *m, const struct blocks *b, size_t first, size_t back,
                  uint64_t taken)
{
    size_t best = 0;
    bool best_now = false;

    for (int bit = 0; bit < BITS; bit++)
        for (int value = 0; value < 2; value++) {
            uint64_t mask = UINT64_C(1) << bit;
            if (!(b->layout.bits & mask & ~taken))
                continue;
            bool now = means_use(b, first, back, bit, value);
            size_t evidence = m->evidence[value][bit] += now;
            if (evidence < SURE || evidence + now <= best + best_now)
                continue;
            best = evidence;
            best_now = now;
            m->bit = mask;
            m->value = value ? mask : 0;
        }
}

void rules_learn(struct meanings *m, const struct blocks *b, const char *lowest)
{
    size_t first = first_of(b, lowest);

    learn(&m->in_use, b, first, 0, 0);
    learn(&m->after_use, b, first, 1, m->in_use.bit);
}

bool rules_says_free(const struct meanings *m, uint64_t word)
{
    return m->in_use.bit && (word & m->in_use.bit) != m->in_use.value;
}

const char *rules_footer(const struct blocks *b, size_t i)
{
    return b->all[i].p + b->all[i].n - b->layout.width;
}

static enum ruling is_in_use(const struct meanings *m, const struct block *block)
{
    if (!block->live || !m->in_use.bit)
        return SILENT;
    return rules_says_free(m, block->word) ? BROKEN : HOLDS;
}

static enum ruling is_after_use(const struct meanings *m, const struct blocks *b,
                                size_t i)
{
    if (i == 0 || !b->all[i - 1].live || !m->after_use.bit)
        return SILENT;
    return (b->all[i].word & m->after_use.bit) == m->after_use.value ? HOLDS : BROKEN;
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
    return b->layout.before + payload_size(c, payload) <= block->n ? HOLDS : BROKEN;
}

static enum ruling has_footer(const struct meanings *m, const struct blocks *b, size_t i)
{
    const struct block *block = &b->all[i];
    uint64_t size = block->word & ~b->layout.bits;

    if (block->n < b->layout.before + b->layout.width || !m->in_use.bit)
        return SILENT;
    uint64_t footer = layout_word(&b->layout, rules_footer(b, i));
    if (block->live || !rules_says_free(m, block->word))
        return footer == block->word ? HOLDS : SILENT;
    return (footer & ~b->layout.bits) == size ? HOLDS : BROKEN;
}

/* Where a word leads to, if it is a link. */
static void add_link(struct blocks *b, const char *word)
{
    const char *to;

    memcpy(&to, word, sizeof to);
    if (b->link_count < MOST_LINKS && trail_is_in_heap((uintptr_t)to))
        b->links[b->link_count++] = to;
}

static void add_links(struct blocks *b, const char *from, const char *end)
{
    from += -(uintptr_t)from % sizeof(void *);
    for (; from + sizeof(void *) <= end; from += sizeof(void *))
        add_link(b, from);
}

static int by_address(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;

    return (*x > *y) - (*x < *y);
}

void rules_find_links(const struct checker *c, struct blocks *b)
{
    size_t bytes = 0;
    const char *globals = c->host->globals ? c->host->globals(&bytes) : NULL;

    b->link_count = 0;
    if (globals)
        add_links(b, globals, globals + bytes);
    add_links(b, mem_heap_lo(), b->layout.first);
    for (size_t i = 0; i < b->walk.count; i++) {
        const char *payload = layout_payload(&b->layout, &b->all[i]);
        const char *end = b->all[i].p + b->all[i].n;
        if (!b->all[i].live)
            add_links(b, b->all[i].p, end < payload + FIELDS ? end : payload + FIELDS);
    }
    qsort(b->links, b->link_count, sizeof *b->links, by_address);
}

static bool has_link(const struct blocks *b, const char *to)
{
    return bsearch(&to, b->links, b->link_count, sizeof to, by_address);
}

/* Has the allocator written a link, or that there is none, among its first words? */
static bool has_fields(const struct checker *c, const char *payload)
{
    const struct access *a = c->host->last(STORED, payload, sizeof(void *), NULL);

    return a && a->deed == STORED && a->p == payload && a->n == sizeof(void *) &&
           (a->value == 0 || trail_is_link(a));
}

/* The last block is not asked: it may be known as such. */
static enum ruling is_linked(const struct checker *c, const struct meanings *m,
                             const struct blocks *b, size_t i)
{
    const struct block *block = &b->all[i];
    const char *payload = layout_payload(&b->layout, block);

    if (block->live || !rules_says_free(m, block->word) || i + 1 == b->walk.count)
        return SILENT;
    if (!has_link(b, block->p) && !has_link(b, payload))
        return BROKEN;
    return m->has_links || has_fields(c, payload) ? HOLDS : SILENT;
}

enum ruling rules_ask(enum rule rule, const struct checker *c, const struct meanings *m,
                      const struct blocks *b, size_t i)
{
    switch (rule) {
    case IN_USE_BIT:
        return is_in_use(m, &b->all[i]);
    case AFTER_USE_BIT:
        return is_after_use(m, b, i);
    case ROOM:
        return has_room(c, b, i);
    case FREE_FOOTER:
        return has_footer(m, b, i);
    default:
        return is_linked(c, m, b, i);
    }
}
