/*
 * scaled.c - A sum of a pointer and a size that counts in what the pointer points to.
 *
 *     | header: 64 | ...                   header + 64 is 16 x 64 bytes behind the header
 *       '---- read just before, to compute where the block ends
 */

#include "judge/scaled.h"

#include "judge/headers.h"
#include "judge/offset.h"
#include "judge/telling.h"
#include "judge/trail.h"

#include <stdint.h>

/* UNIT: the largest of what a pointer points to. FIELDS: what is so far behind the sum
 * may be a field there. SLACK: what a block may have beside the size asked for. */
enum {
    LARGE = 128,
    TAGS = 16,
    RECENT = 16,
    WORD = 4,
    UNIT = 64,
    LEAST = 32,
    FIELDS = 24,
    SLACK = 48
};

/* Is it that size, in so many bytes each, and a few fields or an element less or more? Of
 * a large one also as many elements less as two tags have bytes. */
static bool is_product(size_t far, size_t n, size_t unit)
{
    size_t less = n >= LARGE ? TAGS * unit : unit;

    return far + less + FIELDS >= n * unit && far <= n * unit + FIELDS;
}

/* In so many bytes each, the distance is the size that was read; or 0. */
static size_t unit_of(const struct access *load, size_t far)
{
    size_t n = headers_size(load), unit = UNIT;

    if (load->n < WORD || trail_is_address(load) || n < LEAST || n > SIZE_MAX / UNIT / 2)
        return 0;
    while (unit >= WORD && !is_product(far, n, unit))
        unit -= WORD;
    return unit >= WORD ? unit : 0;
}

/* The same of the size asked for. */
static size_t unit_of_request(size_t n, size_t far)
{
    for (size_t unit = UNIT; unit >= WORD && n >= LEAST; unit -= WORD)
        for (size_t field = 0; field <= FIELDS; field += 8)
            if (far >= field && (far - field) % unit == 0 &&
                (far - field) / unit % 8 == 0 && (far - field) / unit >= n &&
                (far - field) / unit <= n + SLACK)
                return unit;
    return 0;
}

static void explain_sum(struct checker *c)
{
    c->decided = true;
    checker_explain(c,
                    "a sum of a pointer and a number counts in what the pointer points "
                    "to, not in bytes");
}

/* Has this request read what nobody had written? Then the address may be anything. */
static bool has_read_unwritten(const struct checker *c)
{
    const struct access *a = c->host->last(UNWRITTEN, NULL, 0, NULL);

    return a && a->request == c->verdict->progress.request;
}

bool scaled_explain(struct checker *c, const char *address)
{
    size_t i = c->verdict->progress.request;
    const struct access *load = NULL;

    size_t asked = i < c->trace->count ? c->trace->requests[i].n : 0;

    if (!c->host->last || address < heap_end() || has_read_unwritten(c))
        return false;
    for (int k = 0; k < RECENT && (load = c->host->last(LOADED, NULL, 0, load)) &&
                    load->request == i;
         k++) {
        size_t far = (size_t)(address - load->p), unit = unit_of(load, far);
        if (!trail_is_in_heap((uintptr_t)load->p))
            continue;
        if (unit > 0) {
            checker_explain(c,
                            "that is about %zu times the size that was read 0x%zx bytes "
                            "into the heap, %zu, from there on%s",
                            unit, offset(load->p), headers_size(load),
                            telling_place(c, load).text);
            explain_sum(c);
            return true;
        }
        unit = unit_of_request(asked, far);
        if (unit == 0)
            continue;
        checker_explain(c,
                        "that is about %zu times the size asked for, from 0x%zx bytes "
                        "into the heap on",
                        unit, offset(load->p));
        explain_sum(c);
        return true;
    }
    return false;
}
