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
#include "memlib.h"

#include <inttypes.h>
#include <stdio.h>

/* A difference is no farther below 0 than what there is, and a block's tags. */
enum { NEAR = 4096 };

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

/* What was asked for can be no size: it has come of a subtraction, most likely. */
static void explain_negative(struct checker *c, const struct access *refusal, size_t n)
{
    const size_t most = mem_heapsize() + 2 * n + NEAR;

    if ((intptr_t)refusal->n < 0)
        checker_explain(c, "that is below 0: more was subtracted than there was, or the "
                           "heap was to shrink, which it cannot");
    else if (refusal->n > INT32_MAX && refusal->n <= UINT32_MAX &&
             UINT32_MAX - refusal->n < most)
        checker_explain(c,
                        "that is %" PRId32
                        " in an int of 4 bytes: a subtraction has gone "
                        "below 0",
                        (int32_t)(uint32_t)refusal->n);
}

/* What mem_sbrk was asked for in this request, and has not given. True if there is
 * something. */
static bool explain_refused(struct checker *c, size_t i, size_t n)
{
    const struct access *refusal = c->host->last(REFUSED, NULL, 0, NULL);

    if (!refusal || refusal->request != i)
        return false;
    checker_explain(c, "mem_sbrk was asked for %zd bytes in this request%s%s", refusal->n,
                    refusal->n ? ", and has refused" : "",
                    telling_place(c, refusal).text);
    explain_negative(c, refusal, n);
    return true;
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
    bool is_refused = explain_refused(c, i, n);
    if (!first) {
        if (!is_refused)
            checker_explain(c, "mem_sbrk was not called in this request: the allocator "
                               "has refused by itself");
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
        checker_explain(c, "the free block at 0x%zx, of %zu bytes, is large enough: %s%s",
                        offset(b->p), b->n,
                        is_read ? "its header was read last"
                                : "this request has not looked at it",
                        is_read ? telling_place(c, load).text : "");
}

/* What it read there, if that may have been a size, or the end of a list. */
static struct phrase value(const struct checker *c, const struct access *load)
{
    struct phrase words = {""};

    if (linkform_is_null(c->links, load))
        return (struct phrase){", a null pointer or 0"};
    if (load->value > 0 && load->value <= mem_heapsize() && load->n <= sizeof load->value)
        snprintf(words.text, sizeof words.text, ", where %" PRIu64 " was", load->value);
    return words;
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
                        telling_spot(c, load->p).text, value(c, load).text,
                        telling_place(c, load).text);
}
