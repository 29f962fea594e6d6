/*
 * past.c - What is to be touched past the break.
 *
 *     | header | payload ............. |       it is just large enough: what is split off
 *                                      break   would be there
 */

#include "judge/past.h"

#include "judge/headers.h"
#include "judge/offset.h"
#include "judge/telling.h"
#include "judge/trail.h"
#include "memlib.h"

/* HEADER: what a size need not count. SLACK: what a block has beside its payload, at
 * most. */
enum { RECENT = 16, WORD = 4, HEADER = 16, SLACK = 48 };

/* The last growth of the heap, if it was in this request. */
static const struct access *growth(const struct checker *c)
{
    const struct access *a = c->host->last(GROWN, NULL, 0, NULL);

    return a && a->request == c->verdict->progress.request ? a : NULL;
}

/* Is the function still active that has asked for more memory, or need it be? Then it may
 * well write behind the last block. */
static bool is_growing(const struct checker *c)
{
    const struct access *a = growth(c);
    const struct verdict *v = c->verdict;
    size_t caller = a ? c->host->code_offset((const char *)a->callers[1] - 1) : 0;

    for (int i = 0; i < v->frame_count; i++)
        if (v->frames[i] == caller)
            return true;
    return a && caller == 0;
}

/* Does the block with this size end at the break, and is it just large enough? */
static bool is_exact(const struct access *load, size_t n)
{
    size_t size = headers_size(load), left = (size_t)(heap_end() - load->p);

    return load->n >= WORD && !trail_is_address(load) &&
           trail_is_in_heap((uintptr_t)load->p) && size >= n && size - n < SLACK &&
           left >= size && left - size <= HEADER;
}

bool past_explain_split(struct checker *c, const char *address)
{
    size_t i = c->verdict->progress.request;
    const struct access *load = NULL;

    if (!c->host->last || i >= c->trace->count || c->trace->requests[i].op == FREE ||
        address < heap_end() || address > heap_end() + HEADER || is_growing(c))
        return false;
    for (int k = 0; k < RECENT && (load = c->host->last(LOADED, NULL, 0, load)) &&
                    load->request == i;
         k++) {
        if (!is_exact(load, c->trace->requests[i].n))
            continue;
        c->decided = true;
        checker_explain(
            c,
            "the block whose size was read last, 0x%zx bytes into the heap%s, "
            "ends at the break: its %zu bytes are just enough for %zu, so "
            "there is no rest to split off, and no next block",
            offset(load->p), telling_place(c, load).text, headers_size(load),
            c->trace->requests[i].n);
        checker_explain(c,
                        "a difference of unsigned sizes that should be below 0 is very "
                        "large, and passes each test whether enough is left");
        return true;
    }
    return false;
}

void past_explain_edge(struct checker *c)
{
    const struct access *load = c->host->last(LOADED, NULL, 0, NULL);
    const struct access *last = c->host->last(STORED, heap_end() - 1, 1, NULL);
    bool is_read = load && load->p + load->n == heap_end();

    if (!last || last->deed != STORED || (!is_read && last->value != 0))
        return;
    telling_word(c,
                 is_read ? "the last word of the heap was read before: it"
                         : "the last word of the heap, where a header may end it",
                 last, heap_end() - 1);
    telling_before(c, last);
}

/* Of new memory, the first bytes that this request has written, but not in the line that
 * has died: a header of all that follows. */
static size_t count_header(const struct checker *c, const struct access *new)
{
    enum { LARGEST = 64 };
    const struct access *store = NULL;
    const char *end = new->p;

    while ((store = c->host->last(STORED, new->p, LARGEST, store)) &&
           store->request == new->request)
        if (store->deed == STORED && store->p >= new->p && store->p + store->n > end &&
            c->host->code_offset((const char *)store->callers[0] - 1) !=
                c->verdict->frames[0])
            end = store->p + store->n;
    return (size_t)(end - new->p);
}

bool past_explain_growth(struct checker *c, const char *address)
{
    const struct access *new = c->host->last ? growth(c) : NULL;
    size_t header = new && c->verdict->frame_count > 0 ? count_header(c, new) : 0;

    if (!new || new->p + new->n != heap_end() || address > heap_end() + SLACK)
        return false;
    checker_explain(c,
                    "the %zu bytes that mem_sbrk gave %s%s, end at the break: this is "
                    "byte %zu of them, counted from 0",
                    new->n, telling_moment(c, new->request).text,
                    telling_place(c, new).text, (size_t)(address - new->p));
    if (header > 0 && header < new->n)
        checker_explain(c,
                        "their first %zu bytes hold what this request has written there "
                        "before: what follows has %zu",
                        header, new->n - header);
    return true;
}
