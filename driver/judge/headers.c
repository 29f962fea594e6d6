/*
 * headers.c - Words that may be headers of blocks, by what was written alone.
 */

#include "judge/headers.h"

#include "judge/linkform.h"
#include "judge/trail.h"
#include "memlib.h"

/* WORD: the smallest header. BITS of a size may hold something else. */
enum { WORD = 4, BEFORE = 16, BITS = 15 };

size_t headers_size(const struct access *header)
{
    return (size_t)(header->value & ~(uint64_t)BITS);
}

bool headers_is_word(const struct access *a, const char *p)
{
    return a && a->deed == STORED && a->p == p && a->n >= WORD && a->n <= sizeof a->value;
}

bool headers_is(const struct checker *c, const struct access *a)
{
    return a && headers_is_word(a, a->p) && a->value != 0 && !trail_is_address(a) &&
           !(c->links->base && trail_is_link(c, a)) && headers_size(a) <= mem_heapsize();
}

const struct access *headers_of(const struct checker *c, const char *payload)
{
    const char *lo = mem_heap_lo();

    for (const char *p = payload - WORD; p >= lo && p >= payload - BEFORE; p -= WORD) {
        const struct access *a = c->host->last(STORED, p, WORD, NULL);
        if (headers_is(c, a) && headers_size(a) > 0 && a->p + a->n <= payload)
            return a;
    }
    return NULL;
}

/* Does another header follow where this one says that its block ends? */
static bool is_followed(const struct checker *c, const struct access *header)
{
    const char *next = header->p + headers_size(header);
    const struct access *a = c->host->last(STORED, next, WORD, NULL);

    return headers_is(c, a) && a->p == next && a->n == header->n;
}

bool headers_have_block_sizes(const struct checker *c, const struct access *header)
{
    enum { ASKED = 64 };
    size_t yes = 0, no = 0;

    for (uint32_t id = 0; id < c->trace->ids && yes + no < ASKED; id++) {
        const char *p = c->payloads[id];
        const struct access *other = c->sizes[id] > 0 ? headers_of(c, p) : NULL;
        if (!other || other->p == header->p)
            continue;
        if (is_followed(c, other))
            yes++;
        else
            no++;
    }
    return yes + no == 0 ? is_followed(c, header) : yes > 3 * no;
}
