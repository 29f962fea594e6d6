/*
 * shadow.c - The claimed starts as a set with neighbours: a trie of bitmaps.
 *
 *     level 2    ...........1                  a bit: is there a start below me?
 *     level 1    ..1.....  1.......            64 times as many bits
 *     level 0    .1..1...  ........  1...      a bit for each granule: a start
 *
 * Claimed payloads share no byte, so a new one can overlap only the last that
 * starts at or below it, and the first above. Both are found by going up until a
 * word has a bit on the right side, and down along it: a handful of words.
 */

#include "shadow.h"

#include "error.h"

#include <sys/mman.h>

enum { FANOUT = 64, MAX_LEVELS = 8 };

#define NONE SIZE_MAX

static const char *heap;
static const size_t *size_of;      /* by id */
static uint64_t *bits[MAX_LEVELS]; /* bits[0]: of the granules */
static size_t words[MAX_LEVELS];
static int levels;
static uint32_t *ids; /* of the start at each granule */
static size_t granules;

/* Zeroed, and in memory only where it is touched. */
static void *map(size_t bytes)
{
    void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == MAP_FAILED)
        error_system("no memory for a shadow of %zu bytes", bytes);
    return memory;
}

void shadow_init(const char *base, size_t bytes, const size_t *sizes)
{
    heap = base;
    size_of = sizes;
    granules = bytes / GRANULE + 1;
    ids = map(granules * sizeof *ids);
    levels = 0;
    for (size_t n = granules; levels == 0 || n > 1; n = words[levels++]) {
        words[levels] = (n + FANOUT - 1) / FANOUT;
        bits[levels] = map(words[levels] * sizeof **bits);
    }
}

void shadow_free(void)
{
    for (int level = 0; level < levels; level++)
        munmap(bits[level], words[level] * sizeof **bits);
    munmap(ids, granules * sizeof *ids);
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

/* The last start at or below granule i. */
static size_t start_below(size_t i)
{
    for (int level = 0; level < levels; level++) {
        uint64_t below =
            bits[level][i / FANOUT] & (~UINT64_C(0) >> (FANOUT - 1 - i % FANOUT));
        if (below) {
            i = i / FANOUT * FANOUT + last_bit(below);
            while (level-- > 0)
                i = i * FANOUT + last_bit(bits[level][i]);
            return i;
        }
        if (i < FANOUT)
            return NONE;
        i = i / FANOUT - 1;
    }
    return NONE;
}

/* The first start at or above granule i. */
static size_t start_above(size_t i)
{
    for (int level = 0; level < levels && i / FANOUT < words[level]; level++) {
        uint64_t above = bits[level][i / FANOUT] & (~UINT64_C(0) << i % FANOUT);
        if (above) {
            i = i / FANOUT * FANOUT + first_bit(above);
            while (level-- > 0)
                i = i * FANOUT + first_bit(bits[level][i]);
            return i;
        }
        i = i / FANOUT + 1;
    }
    return NONE;
}

uint32_t shadow_owner(const void *payload, size_t n)
{
    size_t start = (size_t)((const char *)payload - heap);
    size_t below = start_below(start / GRANULE);

    if (below != NONE && below * GRANULE + size_of[ids[below]] > start)
        return ids[below];
    size_t above = start_above(start / GRANULE + 1);
    if (above != NONE && above * GRANULE < start + n)
        return ids[above];
    return NO_ID;
}

void shadow_claim(const void *payload, uint32_t id)
{
    size_t i = granule_of(payload);

    ids[i] = id;
    for (int level = 0; level < levels; level++, i /= FANOUT) {
        uint64_t *word = &bits[level][i / FANOUT];
        uint64_t before = *word;
        *word |= UINT64_C(1) << i % FANOUT;
        if (before)
            return;
    }
}

void shadow_release(const void *payload)
{
    size_t i = granule_of(payload);

    for (int level = 0; level < levels; level++, i /= FANOUT) {
        uint64_t *word = &bits[level][i / FANOUT];
        *word &= ~(UINT64_C(1) << i % FANOUT);
        if (*word)
            return;
    }
}
