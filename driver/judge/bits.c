/*
 * bits.c - Flags of a header that were counted as a part of the size.
 *
 *     | 0x45 |           from here on 0x40 is right, 0x44 is a word at an odd place
 */

#include "judge/bits.h"

#include "judge/offset.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "judge/unrounded.h"

/* BITS of a size may hold flags. A header and its payload are HEADER apart. */
enum { BITS = 15, HEADER = 16, WORD = 4, RECENT = 16 };

/* The flags in this word that lead there, beside the size; 0 if it does not. */
static uint64_t flags_in(const struct access *load, const char *place)
{
    uint64_t size = load->value & ~(uint64_t)BITS, flags = load->value & BITS;
    uint64_t far = (uint64_t)(place - load->p);

    if (!trail_is_in_heap((uintptr_t)load->p) || load->n < WORD || load->n > sizeof size)
        return 0;
    for (uint64_t left = flags; left > 0; left &= left - 1)
        for (uint64_t field = 0; field <= HEADER; field += WORD)
            if (far == size + left + field || far + field == size + left)
                return left;
    return 0;
}

void bits_explain(struct checker *c)
{
    const struct access *odd =
        c->host->last ? c->host->last(MISALIGNED, NULL, 0, NULL) : NULL;
    const struct access *load = odd;
    uint64_t flags = 0;

    for (int i = 0; odd && flags == 0 && i < RECENT; i++) {
        load = c->host->last(LOADED, NULL, 0, load);
        if (!load || load->request != odd->request)
            return;
        flags = flags_in(load, odd->p);
    }
    const struct access *store = flags ? trail_store(c, load) : NULL;
    size_t size = store ? (load->value & ~(uint64_t)BITS) + flags : 0;
    bool is_size = store && unrounded_is(c, store, size);
    if (!store || (is_size && c->decided))
        return;
    checker_explain(
        c,
        "the word 0x%zx bytes into the heap, at no multiple of %zu, was touched "
        "first %s%s",
        offset(odd->p), odd->n, telling_moment(c, odd->request).text,
        telling_place(c, odd).text);
    telling_word(c, "the header that leads there", store, load->p);
    if (is_size)
        unrounded_explain(c, store, size);
    else
        checker_explain(c, "its bits 0x%zx were counted as a part of the size%s",
                        (size_t)flags, telling_place(c, load).text);
}
