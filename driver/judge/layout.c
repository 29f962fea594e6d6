/*
 * layout.c - How an allocator lays out its blocks, learnt from its heap.
 */

#include "judge/layout.h"

#include "config.h"
#include "judge/offset.h"
#include "judge/shadow.h"
#include "memlib.h"

#include <string.h>

/* TAIL: an epilogue at most. */
enum { SMALLEST = 8, TAIL = 16, ENOUGH = 2 };

uint64_t layout_word(const struct layout *l, const char *p)
{
    uint32_t half;
    uint64_t word;

    if (l->width == sizeof half) {
        memcpy(&half, p, sizeof half);
        return half;
    }
    memcpy(&word, p, sizeof word);
    return word;
}

size_t layout_most(void)
{
    enum { MOST = 1 << 16 };
    size_t most = mem_heapsize() / SMALLEST + 1;

    return most < MOST ? most : MOST;
}

const char *layout_payload(const struct layout *l, const struct block *b)
{
    return b->p + l->before;
}

bool layout_begins(const struct layout *l, const struct block *b, const char *to)
{
    return to == b->p || to == layout_payload(l, b);
}

size_t layout_size(const struct layout *l, uint64_t header)
{
    enum { MOST = 40 };
    uint64_t number = header & ~l->bits;

    if (l->is_power)
        return number > 0 && number < MOST ? l->unit << number : 0;
    size_t n = (size_t)number * l->unit;
    if (l->rounds)
        n += -n % ALIGNMENT;
    return n > 0 ? n + l->extra : 0;
}

/* The block with this header; its size is 0 if there can be none. */
static struct block block_at(const struct layout *l, const char *p)
{
    struct block b = {.p = p};

    if (p + l->width > heap_end())
        return b;
    b.word = layout_word(l, p);
    b.n = layout_size(l, b.word);
    return b;
}

/* Does a payload begin in it where none can? Notes the one that may be there. */
static bool is_astride(const struct layout *l, struct block *b)
{
    const char *payload = layout_payload(l, b);
    const char *owner = b->n > l->before ? shadow_owner(payload, b->n - l->before) : NULL;

    b->live = owner == payload;
    return owner && !b->live;
}

struct walk layout_walk(const struct layout *l, struct block *blocks, size_t most)
{
    const char *p = l->first, *end = heap_end() - l->tail;
    struct walk walk = {.end = AT_BREAK};

    while (p < end && walk.count < most) {
        struct block *b = &blocks[walk.count++];
        *b = block_at(l, p);
        if (b->n < SMALLEST)
            walk.end = NO_SIZE;
        else if (b->n > (size_t)(end - p))
            walk.end = PAST_BREAK;
        else if (is_astride(l, b))
            walk.end = ASTRIDE;
        if (walk.end != AT_BREAK)
            return walk;
        walk.live += b->live;
        p += b->n;
    }
    return walk;
}

bool layout_has(const struct block *b, const char *byte)
{
    return byte >= b->p && byte < b->p + b->n;
}

size_t layout_block(const struct block *blocks, size_t count, const char *byte)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (blocks[middle].p + blocks[middle].n <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && blocks[low].p <= byte ? low : count;
}

size_t layout_headed(const struct block *blocks, size_t count, const char *header)
{
    size_t i = 0;

    while (i < count && blocks[i].p != header)
        i++;
    return i;
}

/* The first place from which sizes lead to the lowest block: a prologue's header. */
static const char *find_first(const struct layout *l)
{
    size_t past = (size_t)(l->first - (const char *)mem_heap_lo()) % SMALLEST;

    for (const char *start = (char *)mem_heap_lo() + past; start < l->first;
         start += SMALLEST) {
        const char *p = start;
        size_t n = block_at(l, p).n;
        while (n >= SMALLEST && n < (size_t)(l->first - p)) {
            p += n;
            n = block_at(l, p).n;
        }
        if (n == (size_t)(l->first - p))
            return start;
    }
    return l->first;
}

/* Does this layout lead from the lowest payload over all live ones to the break? */
static bool fits(struct layout *l, const char *lowest, size_t live, struct block *blocks,
                 size_t most)
{
    l->first = lowest - l->before;
    if (l->first < (const char *)mem_heap_lo())
        return false;
    for (l->tail = 0; l->tail <= TAIL; l->tail += 4) {
        struct walk walk = layout_walk(l, blocks, most);
        if (walk.end == AT_BREAK && walk.live == live && walk.count >= ENOUGH &&
            walk.count < most)
            return true;
    }
    return false;
}

/* In sizes that are multiples of 8, fewer bits are free for something else. */
enum { FEW = 7 };

#define EXPONENT ((uint64_t)63)

/* Sizes in bytes, of the whole block or less, with bits that are no part of them; or in
 * units of a header; or exponents of 2. */
static const struct layout tried[] = {
    {.width = 8, .before = 8, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 4, .before = 4, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 8, .before = 16, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 4, .before = 8, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 8, .before = 8, .bits = FEW, .unit = 1},
    {.width = 4, .before = 4, .bits = FEW, .unit = 1},
    {.width = 8, .before = 16, .extra = 16, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 8, .before = 8, .extra = 8, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 8, .before = 8, .extra = 16, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 4, .before = 4, .extra = 8, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 4, .before = 8, .extra = 8, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 4, .before = 8, .extra = 16, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 4, .before = 16, .extra = 16, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 8, .before = 32, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 8, .before = 32, .extra = 32, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 8, .before = 24, .extra = 32, .bits = ALIGNMENT - 1, .unit = 1},
    {.width = 8, .before = 8, .unit = 16},
    {.width = 4, .before = 8, .unit = 16},
    {.width = 8, .before = 16, .unit = 16},
    {.width = 4, .before = 16, .unit = 16},
    {.width = 4, .before = 4, .unit = 8},
    {.width = 4, .before = 8, .bits = ~EXPONENT, .unit = 1, .is_power = true},
    {.width = 8, .before = 8, .bits = ~EXPONENT, .unit = 1, .is_power = true},
    {.width = 4, .before = 16, .bits = ~EXPONENT, .unit = 1, .is_power = true},
    {.width = 8, .before = 16, .bits = ~EXPONENT, .unit = 1, .is_power = true},
};

void layout_learn(struct layout *l, const char *lowest, size_t live, struct block *blocks,
                  size_t most)
{
    for (size_t i = 0; i < sizeof tried / sizeof *tried; i++) {
        *l = tried[i];
        if (!fits(l, lowest, live, blocks, most))
            continue;
        l->first = find_first(l);
        l->wide = l->bits;
        l->known = true;
        return;
    }
}

const char *layout_lowest(const struct checker *c, size_t *live)
{
    const char *lowest = NULL;

    *live = 0;
    for (uint32_t id = 0; id < c->trace->ids; id++) {
        const char *p = c->sizes[id] > 0 ? c->payloads[id] : NULL;
        *live += p != NULL;
        if (p && (!lowest || p < lowest))
            lowest = p;
    }
    return lowest;
}

bool layout_narrow(struct layout *l, uint64_t flags, size_t live, struct block *blocks,
                   size_t most)
{
    enum { TRIED = 4 };
    const uint64_t bits[TRIED] = {l->wide, l->wide & FEW, l->wide & flags,
                                  l->wide & flags};

    for (int k = 0; k < TRIED; k++) {
        struct layout narrow = *l;
        narrow.bits = bits[k];
        narrow.rounds = k == TRIED - 1;
        if (l->is_power || (narrow.bits == l->bits && narrow.rounds == l->rounds))
            continue;
        struct walk walk = layout_walk(&narrow, blocks, most);
        if (walk.end != AT_BREAK || walk.live != live)
            continue;
        *l = narrow;
        return true;
    }
    return false;
}

/* Has the allocator written it as one word? */
static bool is_header(const struct layout *l, const struct checker *c,
                      const struct block *b)
{
    const struct access *a = c->host->last(STORED, b->p, l->width, NULL);

    return a && a->deed == STORED && a->p == b->p && a->n == l->width;
}

bool layout_has_header(const struct layout *l, const struct checker *c,
                       const char *payload)
{
    const char *end = heap_end() - l->tail;
    struct block b = block_at(l, payload - l->before), next = b;

    if (!is_header(l, c, &b) || b.n < SMALLEST || b.n > (size_t)(end - b.p))
        return false;
    next.p += b.n;
    return next.p == end || is_header(l, c, &next);
}

/* Are headers odd where a payload is live, and is the last block the one that leads
 * astray? */
static bool is_plausible(const struct layout *l, const struct checker *c,
                         const struct block *blocks, struct walk walk, size_t live)
{
    size_t count = walk.count - (walk.end == NO_SIZE);

    if (walk.end == AT_BREAK || walk.live != live || count < ENOUGH ||
        blocks[count - 1].live || blocks[count - 1].n > mem_heapsize())
        return false;
    for (size_t i = 0; i < count; i++)
        if (!is_header(l, c, &blocks[i]) || blocks[i].live != (blocks[i].word & 1))
            return false;
    return true;
}

/* Of those that are tried, the first are by far the most frequent. */
enum { USUAL = 2 };

void layout_guess(struct layout *l, const struct checker *c, const char *lowest,
                  size_t live, struct block *blocks, size_t most)
{
    for (size_t i = 0; i < USUAL; i++) {
        *l = tried[i];
        l->first = lowest - l->before;
        l->tail = l->width;
        if (l->first < (const char *)mem_heap_lo())
            continue;
        l->wide = l->bits;
        l->known = is_plausible(l, c, blocks, layout_walk(l, blocks, most), live);
        if (l->known)
            return;
    }
}
