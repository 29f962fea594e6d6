/*
 * resized.c - A free block whose size was changed while a tree or list still had it.
 *
 *              (96)
 *        (48)        (144)        48 becomes 208: who looks for it goes to the right
 */

#include "judge/resized.h"

#include "judge/offset.h"
#include "judge/order.h"
#include "judge/telling.h"

#include <string.h>

enum { WORD = sizeof(void *), FIELDS = 3 };

/* The block, without a payload before this request, that has got another size by that
 * store; NULL: none. */
static const struct block *resized(const struct order *o, const struct access *store)
{
    const struct blocks *b = &o->sight.now;
    size_t i = store->deed == STORED && store->n == b->layout.width
                   ? links_block(b, store->p)
                   : b->walk.count;

    return i < b->walk.count && b->all[i].p == store->p && !b->all[i].live &&
                   layout_size(&b->layout, store->value) != b->all[i].n
               ? &b->all[i]
               : NULL;
}

/* The first of these words that leads to the block, was written before its header, and
 * has not been read since; or NULL. */
static const struct access *find_link(const struct checker *c, const struct blocks *b,
                                      const struct block *block,
                                      const struct access *header, const char *from,
                                      const char *end)
{
    const char *to;

    for (from += -(uintptr_t)from % WORD; from + WORD <= end; from += WORD) {
        memcpy(&to, from, sizeof to);
        if (!layout_begins(&b->layout, block, to))
            continue;
        const struct access *link = c->host->last(STORED, from, WORD, NULL);
        const struct access *load = c->host->last(LOADED, from, WORD, NULL);
        if (link && link->deed == STORED && link->p == from &&
            link->stores < header->stores && (!load || load->stores <= header->stores))
            return link;
    }
    return NULL;
}

/* The link that leads to it: in a global variable, before the first block, or in another
 * that is free. */
static const struct access *link_to(const struct checker *c, const struct block *block,
                                    const struct access *header)
{
    const struct blocks *b = &c->order->sight.now;
    const struct access *link = NULL;
    size_t bytes = 0;
    const char *globals = c->host->globals ? c->host->globals(&bytes) : NULL;

    if (globals)
        link = find_link(c, b, block, header, globals, globals + bytes);
    if (!link)
        link = find_link(c, b, block, header, mem_heap_lo(), b->layout.first);
    for (size_t i = 0; i < b->walk.count && !link; i++) {
        const char *end = b->all[i].p + b->all[i].n;
        const char *payload = layout_payload(&b->layout, &b->all[i]);
        if (!b->all[i].live && &b->all[i] != block)
            link =
                find_link(c, b, block, header, payload,
                          end < payload + FIELDS * WORD ? end : payload + FIELDS * WORD);
    }
    return link;
}

/* Has the request compared the new size: read it again, and again? */
static bool is_compared(const struct checker *c, const struct access *header)
{
    enum { OFTEN = 2 };
    const struct access *load = NULL;
    int count = 0;

    while (count < OFTEN && (load = c->host->last(LOADED, header->p, header->n, load)) &&
           load->request == header->request && load->stores > header->stores)
        count++;
    return count == OFTEN;
}

void resized_explain(struct checker *c)
{
    const struct order *o = c->order;
    size_t i = c->verdict->progress.request;
    const struct access *store = NULL, *link = NULL;
    const struct block *block = NULL;

    if (!o || o->over || !o->sight.now.layout.known || o->finding.what != NOTHING ||
        o->sight.now.walk.end != AT_BREAK || o->sight.request == i || c->checking)
        return;
    while (!link && (store = c->host->last(STORED, NULL, 0, store)) &&
           store->request == i)
        if ((block = resized(o, store)) && is_compared(c, store))
            link = link_to(c, block, store);
    if (!link)
        return;
    checker_explain(c,
                    "the free block at 0x%zx had %zu bytes, and its size was changed "
                    "while a link still led to it: this request has looked at its new "
                    "size since, but not at that link",
                    offset(block->p), block->n);
    telling_word(c, "its header", store, store->p);
    telling_word(c, "that link", link, link->p);
}
