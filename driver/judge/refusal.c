/*
 * refusal.c - Why a watched allocator has returned NULL, where it must not.
 *
 *     | ... | in use | new |      the new memory alone is too small, and has no free
 *                                 neighbour
 */

#include "judge/refusal.h"

#include "judge/linkform.h"
#include "judge/offset.h"
#include "judge/order.h"
#include "judge/telling.h"

/* The block before the new memory, which it may be joined with. */
static void explain_last(struct checker *c, const struct access *growth, size_t n)
{
    const struct block *b = order_block_before(c, growth->p - 1);

    if (!b)
        checker_explain(c, "that is too little for %zu, without a free block before it",
                        n);
    else if (b->live)
        checker_explain(
            c,
            "that is too little for %zu, and the block before it, 0x%zx bytes "
            "into the heap, is in use",
            n, offset(b->p));
    else if (b->n + growth->n < n)
        checker_explain(c,
                        "that is too little for %zu, with the block before it, of %zu "
                        "bytes, too",
                        n, b->n);
}

/* What mem_sbrk has given: the first time, and after that. */
static void explain_growth(struct checker *c, size_t i, size_t n)
{
    const struct access *growth = NULL, *first = NULL;
    size_t later = 0;

    while ((growth = c->host->last(GROWN, NULL, 0, growth)) && growth->request == i) {
        later += first ? first->n : 0;
        first = growth;
    }
    if (!first) {
        checker_explain(c, "mem_sbrk has given nothing in this request");
        return;
    }
    checker_explain(c, "mem_sbrk has given %zu bytes in this request%s", first->n,
                    telling_place(c, first).text);
    if (first->n < n)
        explain_last(c, first, n);
    if (later > 0)
        checker_explain(c, "it has given %zu bytes more after that", later);
}

/* A free block that is large enough, if there is one. */
static void explain_block(struct checker *c, size_t i, size_t n)
{
    const struct block *b = order_free_for(c, n);
    const struct access *load =
        b ? c->host->last(LOADED, b->p, sizeof(void *), NULL) : NULL;
    bool is_read = load && load->request == i;

    if (b)
        checker_explain(c,
                        "the free block at 0x%zx, of %zu bytes, is large enough: this "
                        "request has %s%s",
                        offset(b->p), b->n,
                        is_read ? "looked at it, and has not taken it"
                                : "not looked at it",
                        is_read ? telling_place(c, load).text : "");
}

void refusal_explain(struct checker *c, size_t i, size_t n)
{
    if (!c->host->last)
        return;
    order_note(c, i);
    explain_growth(c, i, n);
    explain_block(c, i, n);
    const struct access *load = c->host->last(LOADED, NULL, 0, NULL);
    if (load && load->request == i)
        checker_explain(c, "the last that it read was %s%s%s",
                        telling_spot(c, load->p).text,
                        linkform_is_null(c->links, load) ? ", a null pointer or 0" : "",
                        telling_place(c, load).text);
}
