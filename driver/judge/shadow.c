/*
 * shadow.c - Where payloads start and end: two sets with neighbours, each a trie of
 * bitmaps.
 *
 *     level 2    ...........1                  a bit: is there a mark below me?
 *     level 1    ..1.....  1.......            64 times as many bits
 *     level 0    .1..1...  ........  1...      a bit for each granule: a mark
 *
 * Claimed payloads share no byte, so a new one can overlap only the last that starts at
 * or below it, if that does not end before, and the first that starts above. All are
 * found by going up until a word has a bit on the right side, and down along it: a
 * handful of words, which lie in the cache.
 */

#include "judge/shadow.h"

#include "base/error.h"

#include <stdint.h>
#include <sys/mman.h>

enum { FANOUT = 64, MAX_LEVELS = 8 };

#define NONE SIZE_MAX

/* A set of granules. */
struct marks {
    uint64_t *bits[MAX_LEVELS]; /* bits[0]: of the granules */
};

static const char *heap;
static size_t words[MAX_LEVELS]; /* of each level */
static int levels;
static struct marks starts, ends; /* the first and the last granule of each payload */

/* Zeroed, and in memory only where it is touched. */
static void *map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        error_system("no memory for a shadow of %zu bytes", bytes);
    return memory;
}

void shadow_init(const char *base, size_t bytes)
{
    heap = base;
    levels = 0;
    for (size_t n = bytes / GRANULE + 1; levels == 0 || n > 1; n = words[levels++]) {
        words[levels] = (n + FANOUT - 1) / FANOUT;
        starts.bits[levels] = map(words[levels] * sizeof(uint64_t));
        ends.bits[levels] = map(words[levels] * sizeof(uint64_t));
    }
}

void shadow_free(void)
{
    for (int level = 0; level < levels; level++) {
        munmap(starts.bits[level], words[level] * sizeof(uint64_t));
        munmap(ends.bits[level], words[level] * sizeof(uint64_t));
    }
}

static size_t granule_of(const void *p)
{
    return (size_t)((const char *)p - heap) / GRANULE;
}

static size_t first_bit(uint64_t word)
{
    return (size_t)__builtin_ctzll(word);
}

static size_t last_bit(uint64_t word)
{
    return (size_t)(FANOUT - 1 - __builtin_clzll(word));
}

/* The last mark at or below granule i. */
static size_t mark_below(const struct marks *m, size_t i)
{
    for (int level = 0; level < levels; level++) {
        uint64_t below =
            m->bits[level][i / FANOUT] & (~UINT64_C(0) >> (FANOUT - 1 - i % FANOUT));
        if (below) {
            i = i / FANOUT * FANOUT + last_bit(below);
            while (level-- > 0)
                i = i * FANOUT + last_bit(m->bits[level][i]);
            return i;
        }
        if (i < FANOUT)
            return NONE;
        i = i / FANOUT - 1;
    }
    return NONE;
}

/* The first mark at or above granule i. */
static size_t mark_above(const struct marks *m, size_t i)
{
    for (int level = 0; level < levels && i / FANOUT < words[level]; level++) {
        uint64_t above = m->bits[level][i / FANOUT] & (~UINT64_C(0) << i % FANOUT);
        if (above) {
            i = i / FANOUT * FANOUT + first_bit(above);
            while (level-- > 0)
                i = i * FANOUT + first_bit(m->bits[level][i]);
            return i;
        }
        i = i / FANOUT + 1;
    }
    return NONE;
}

/* The start of the claimed payload that has granule i, or NONE. */
static size_t start_around(size_t i)
{
    size_t start = mark_below(&starts, i);
    size_t end = i > 0 ? mark_below(&ends, i - 1) : NONE;

    return start == NONE || (end != NONE && end >= start) ? NONE : start;
}

const void *shadow_owner(const void *payload, size_t n)
{
    size_t first = granule_of(payload), last = granule_of((const char *)payload + n - 1);
    size_t start = start_around(first);

    if (start == NONE)
        start = mark_above(&starts, first + 1);
    return start != NONE && start <= last ? heap + start * GRANULE : NULL;
}

static void mark(struct marks *m, size_t i)
{
    for (int level = 0; level < levels; level++, i /= FANOUT) {
        uint64_t *word = &m->bits[level][i / FANOUT];
        uint64_t before = *word;
        *word |= UINT64_C(1) << i % FANOUT;
        if (before)
            return;
    }
}

static void unmark(struct marks *m, size_t i)
{
    for (int level = 0; level < levels; level++, i /= FANOUT) {
        uint64_t *word = &m->bits[level][i / FANOUT];
        *word &= ~(UINT64_C(1) << i % FANOUT);
        if (*word)
            return;
    }
}

void shadow_claim(const void *payload, size_t n)
{
    mark(&starts, granule_of(payload));
    mark(&ends, granule_of((const char *)payload + n - 1));
}

void shadow_release(const void *payload, size_t n)
{
    unmark(&starts, granule_of(payload));
    unmark(&ends, granule_of((const char *)payload + n - 1));
}
