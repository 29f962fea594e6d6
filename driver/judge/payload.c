/*
 * payload.c - Word k of an id's pattern is a start, scrambled from the id, plus k steps.
 *
 * Neighbouring ids and neighbouring words differ in most bytes, and a loop over
 * words is one that compilers turn into vector instructions. The highest bits of each 4
 * bytes are not as in an address of the heap: a collector takes none for a reference.
 */

#include "judge/payload.h"

#include "config.h"

#include <string.h>

enum { WORD = sizeof(uint64_t) };

/* The two highest bits of each 4 bytes, and what they are. */
#define HIGHEST UINT64_C(0xc0000000c0000000)

static uint64_t highest = UINT64_C(0x8000000080000000);

/* A heap whose addresses have 4 bytes takes a quarter of them, which is part of two that
 * begin with other bits. */
void payload_avoid(const void *heap)
{
    uint64_t quarter = (uintptr_t)heap >> (8 * sizeof heap - 2);
    uint64_t other = (quarter + 2) % 4 << 30;

    highest = other << 32 | other;
}

static uint64_t start_of(uint32_t id)
{
    return (id + UINT64_C(1)) * UINT64_C(0x9e3779b97f4a7c15);
}

static uint64_t word_at(uint64_t start, size_t k)
{
    return ((start + k * UINT64_C(0xd1b54a32d192ed03)) & ~HIGHEST) | highest;
}

unsigned char payload_byte(uint32_t id, size_t offset)
{
    uint64_t word = word_at(start_of(id), offset / WORD);
    return ((const unsigned char *)&word)[offset % WORD];
}

/* The parts of n bytes that are looked at: all, or both edges. */
struct spans {
    size_t low_end, high_start;
};

static struct spans spans_of(size_t n)
{
    if (n <= PAYLOAD_WHOLE)
        return (struct spans){n, n};
    return (struct spans){PAYLOAD_EDGE, (n - PAYLOAD_EDGE) / WORD * WORD};
}

static void fill_span(unsigned char *p, uint32_t id, size_t from, size_t to)
{
    uint64_t start = start_of(id);

    for (; from < to && from % WORD; from++)
        p[from] = payload_byte(id, from);
    for (; from + WORD <= to; from += WORD) {
        uint64_t word = word_at(start, from / WORD);
        memcpy(p + from, &word, WORD);
    }
    for (; from < to; from++)
        p[from] = payload_byte(id, from);
}

/* Does every word from here to there hold the pattern? Both are multiples of WORD. */
static int words_hold(const unsigned char *p, uint64_t start, size_t from, size_t to)
{
    uint64_t difference = 0;

    for (; from < to; from += WORD) {
        uint64_t word;
        memcpy(&word, p + from, WORD);
        difference |= word ^ word_at(start, from / WORD);
    }
    return difference == 0;
}

/* From is a multiple of WORD. */
static ptrdiff_t check_span(const unsigned char *p, uint32_t id, size_t from, size_t to)
{
    size_t words_end = from < to ? to / WORD * WORD : from;

    if (words_hold(p, start_of(id), from, words_end))
        from = words_end;
    for (; from < to; from++)
        if (p[from] != payload_byte(id, from))
            return (ptrdiff_t)from;
    return INTACT;
}

void payload_fill(void *payload, uint32_t id, size_t kept, size_t n)
{
    struct spans spans = spans_of(n);

    fill_span(payload, id, n > PAYLOAD_WHOLE ? 0 : kept, spans.low_end);
    fill_span(payload, id, spans.high_start, n);
}

static size_t smaller(size_t a, size_t b)
{
    return a < b ? a : b;
}

ptrdiff_t payload_check(const void *payload, uint32_t id, size_t n, size_t limit)
{
    return payload_check_from(payload, id, n, 0, limit);
}

ptrdiff_t payload_check_from(const void *payload, uint32_t id, size_t n, size_t from,
                             size_t limit)
{
    struct spans spans = spans_of(n);
    ptrdiff_t at = check_span(payload, id, from, smaller(spans.low_end, limit));

    if (at != INTACT || spans.high_start >= limit)
        return at;
    return check_span(payload, id, spans.high_start, smaller(n, limit));
}

void *payload_word(const void *payload, size_t offset)
{
    void *word;
    memcpy(&word, (const char *)payload + offset, sizeof word);
    return word;
}

void payload_set_word(void *payload, size_t offset, void *word)
{
    memcpy((char *)payload + offset, &word, sizeof word);
}

/* All bytes are zero if the first is, and each is what the one before it is. */
static ptrdiff_t check_zero_span(const unsigned char *p, size_t from, size_t to)
{
    if (from == to ||
        (p[from] == 0 && memcmp(p + from, p + from + 1, to - from - 1) == 0))
        return INTACT;
    while (p[from] == 0)
        from++;
    return (ptrdiff_t)from;
}

ptrdiff_t payload_check_zero(const void *payload, size_t n)
{
    struct spans spans = spans_of(n);
    ptrdiff_t at = check_zero_span(payload, 0, spans.low_end);

    return at != INTACT ? at : check_zero_span(payload, spans.high_start, n);
}
