/*
 * tlsf.c - Two-level segregated fit: every request in constant time.
 *
 * The first level has a class for each power of two, the second divides each of these
 * into STEPS lists. A bitmap tells which classes have a block, and one for each class
 * which of its lists: two instructions find the first that is not empty, whatever the
 * heap is like.
 *
 *    first level     ... 512-1023   1024-2047   2048-4095 ...
 *                                       |
 *    second level    1024- 1088- 1152- 1216- ... 1984-2047
 *
 * A request is rounded up to where a list begins, so that each block in the list found
 * fits and no list is searched: a good fit, which misses a better one in its own list.
 * The block keeps the rounded size, at most a part in STEPS more: it goes back to the
 * list in which the same request looks for it.
 *
 * Source: Masmano, Ripoll, Crespo and Real, TLSF: a new dynamic memory allocator for
 * real-time systems, ECRTS 2004.
 */

#include "block.h"
#include "memlib.h"

enum { LOG_STEPS = 4, STEPS = 1 << LOG_STEPS, LEVELS = sizeof(void *) == 8 ? 31 : 24 };

/* Granules beyond what the lists tell apart: the last list has all such blocks. */
#define TOO_MANY ((size_t)1 << (LEVELS + LOG_STEPS - 1))

struct records {
    uint32_t levels;        /* a bit for each class of the first level */
    uint32_t lists[LEVELS]; /* and for each of its lists */
    struct block *first[LEVELS][STEPS];
};

#define RECORDS sizeof(struct records)

struct place {
    int level, step;
};

static struct records *records(void)
{
    return mem_heap_lo();
}

static int log2_of(size_t n)
{
    return 63 - __builtin_clzll(n);
}

/* The list that blocks of this size are in. The first level begins with sizes below
 * STEPS granules, which have a list each. */
static struct place place_of(size_t size)
{
    size_t granules = size / ALIGNMENT;

    if (granules < STEPS)
        return (struct place){0, (int)granules};
    if (granules >= TOO_MANY)
        return (struct place){LEVELS - 1, STEPS - 1};
    int shift = log2_of(granules) - LOG_STEPS;
    return (struct place){shift + 1, (int)(granules >> shift) - STEPS};
}

/* The least size of a list that is at least this one. */
static size_t round_up(size_t size)
{
    size_t granules = size / ALIGNMENT;

    if (granules < STEPS)
        return size;
    size_t step = (size_t)1 << (log2_of(granules) - LOG_STEPS);
    return ((granules + step - 1) & ~(step - 1)) * ALIGNMENT;
}

static size_t list_size_for(size_t n)
{
    return round_up(block_size_for(n));
}

static struct block **list_at(struct place at)
{
    return &records()->first[at.level][at.step];
}

static void init_free(void)
{
    *records() = (struct records){.levels = 0};
}

static void insert_free(struct block *b)
{
    struct place at = place_of(block_size(b));
    struct block **list = list_at(at);

    b->prev = NULL;
    b->next = *list;
    if (*list)
        (*list)->prev = b;
    *list = b;
    records()->lists[at.level] |= UINT32_C(1) << at.step;
    records()->levels |= UINT32_C(1) << at.level;
}

static void remove_free(struct block *b)
{
    if (b->next)
        b->next->prev = b->prev;
    if (b->prev) {
        b->prev->next = b->next;
        return;
    }
    struct place at = place_of(block_size(b));
    *list_at(at) = b->next;
    if (b->next)
        return;
    records()->lists[at.level] &= ~(UINT32_C(1) << at.step);
    if (records()->lists[at.level] == 0)
        records()->levels &= ~(UINT32_C(1) << at.level);
}

/* The size is where a list begins. */
static struct block *find_fit(size_t size)
{
    if (size / ALIGNMENT >= TOO_MANY)
        return NULL;
    struct place at = place_of(size);
    uint32_t lists = records()->lists[at.level] & UINT32_MAX << at.step;

    if (!lists) {
        uint32_t levels = records()->levels & ~UINT32_C(1) << at.level;
        if (!levels)
            return NULL;
        at.level = __builtin_ctz(levels);
        lists = records()->lists[at.level];
    }
    at.step = __builtin_ctz(lists);
    return *list_at(at);
}

/* The blocks of one list, or -1 if one does not belong there. */
static long count_list(struct place at)
{
    struct block *before = NULL;
    long count = 0;

    for (struct block *b = *list_at(at); b; b = b->next, count++) {
        struct place own = place_of(block_size(b));
        if (block_in_use(b) || b->prev != before || own.level != at.level ||
            own.step != at.step)
            return -1;
        before = b;
    }
    return count;
}

static long count_free(void)
{
    long total = 0;

    for (struct place at = {0, 0}; at.level < LEVELS; at.level++) {
        if ((records()->levels >> at.level & 1) != (records()->lists[at.level] != 0))
            return -1;
        for (at.step = 0; at.step < STEPS; at.step++) {
            long count = count_list(at);
            bool marked = records()->lists[at.level] >> at.step & 1;
            if (count < 0 || marked != (count > 0))
                return -1;
            total += count;
        }
    }
    return total;
}

#define SIZE_FOR list_size_for
#include "core.h"
