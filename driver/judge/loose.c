/*
 * loose.c - Where blocks in use are larger than they need be.
 */

#include "judge/loose.h"

#include "base/error.h"
#include "config.h"
#include "judge/layout.h"
#include "judge/offset.h"
#include "judge/telling.h"
#include "memlib.h"

#include <stdlib.h>
#include <string.h>

/* Of the heap, one PARTth is much. */
enum { PART = 8 };

struct held {
    const char *payload, *header;
    size_t asked, block;
    uint32_t id;
};

static int by_address(const void *a, const void *b)
{
    const struct held *x = a, *y = b;

    return (x->payload > y->payload) - (x->payload < y->payload);
}

/* The largest payload first. */
static int by_size(const void *a, const void *b)
{
    const struct held *x = a, *y = b;

    return (x->asked < y->asked) - (x->asked > y->asked);
}

/* The payloads in use, by their addresses; how many. */
static size_t find_payloads(const struct checker *c, struct held *all)
{
    size_t count = 0;

    for (uint32_t id = 0; id < c->trace->ids; id++)
        if (c->sizes[id] > 0)
            all[count++] = (struct held){
                .payload = c->payloads[id], .asked = c->sizes[id], .id = id};
    qsort(all, count, sizeof *all, by_address);
    return count;
}

/* Sets their blocks. False if it is not known how they lie. */
static bool find_blocks(struct layout *l, struct held *all, size_t count)
{
    size_t most = layout_most(), next = 0;
    struct block *blocks = allocate(most, sizeof *blocks);

    layout_learn(l, all[0].payload, count, blocks, most);
    struct walk walk = {.count = 0};
    if (l->known)
        walk = layout_walk(l, blocks, most);
    for (size_t i = 0; i < walk.count && next < count; i++)
        if (blocks[i].live && layout_payload(l, &blocks[i]) == all[next].payload) {
            all[next].header = blocks[i].p;
            all[next++].block = blocks[i].n;
        }
    free(blocks);
    return l->known && next == count;
}

/* The bytes that are too many in all; sets the payload with the most of them, and one
 * that shows it. A realloc may well leave a block as large as it was. */
static size_t sum_up(const struct checker *c, const struct held *all, size_t count,
                     const struct held **worst, const struct held **tight)
{
    const struct held *least = &all[0];
    size_t sum = 0, most = 0;

    for (size_t i = 0; i < count; i++) {
        size_t excess = all[i].block > least->block ? all[i].block - least->block : 0;
        if (excess == 0)
            least = &all[i];
        if (c->trace->requests[c->born[all[i].id]].op == REALLOC)
            continue;
        sum += excess;
        if (excess > most) {
            most = excess;
            *worst = &all[i];
            *tight = least;
        }
    }
    return sum;
}

static void explain(struct checker *c, const struct held *worst, const struct held *tight)
{
    checker_explain(
        c,
        "the block of id %u's payload of %zu bytes, 0x%zx bytes into the heap, "
        "has %zu bytes, but that of id %u's of %zu has %zu: the rest was not "
        "split off when it was allocated, %s",
        worst->id, worst->asked, offset(worst->payload), worst->block, tight->id,
        tight->asked, tight->block, telling_moment(c, c->born[worst->id]).text);
    telling_stored(c, "its header", worst->header);
}

/* What the block has beside its payload and so many bytes of tags. */
static size_t spare(const struct held *held, size_t tags)
{
    size_t needed = held->asked + tags;

    return held->block > needed ? held->block - needed : 0;
}

/* Of payloads sorted by size, so many are no smaller than that and count here. */
static size_t count_large(const struct held *all, size_t count)
{
    enum { LARGE = 64 }; /* no block need be larger for being the smallest there is */

    while (count > 0 && all[count - 1].asked < LARGE)
        count--;
    return count;
}

/* The bytes that every block has too many, whatever its size; 0 if there are none. */
static size_t find_surplus(const struct held *all, size_t count, size_t tags)
{
    enum { ENOUGH = 16, SIZES = 8 };
    size_t least = SIZE_MAX, sizes = 0, alike = 0;

    for (size_t i = 0; i < count; i++) {
        least = spare(&all[i], tags) < least ? spare(&all[i], tags) : least;
        sizes += i == 0 || all[i].asked != all[i - 1].asked;
    }
    for (size_t i = 0; i < count; i++)
        alike += spare(&all[i], tags) < least + ALIGNMENT;
    return count >= ENOUGH && sizes >= SIZES && alike > count - count / 4 &&
                   least >= ALIGNMENT
               ? least
               : 0;
}

/* True if every block in use has too much, so that it counts; tell: says so. */
static bool look_at_surplus(struct checker *c, const struct layout *l,
                            const struct held *all, size_t count, bool tell)
{
    size_t large = count_large(all, count), tags = 2 * l->before;
    size_t surplus = l->is_power ? 0 : find_surplus(all, large, tags);

    if (surplus * count <= mem_heapsize() / (2 * PART))
        return false;
    if (!tell)
        return true;
    checker_explain(
        c,
        "every block in use for 64 bytes or more has %zu bytes or more that "
        "nothing needs, beside its payload, its header, a footer as large and "
        "what is rounded up: that of id %u's payload of %zu bytes has %zu",
        surplus, all[0].id, all[0].asked, all[0].block);
    telling_stored(c, "its header", all[0].header);
    return true;
}

void loose_note(struct checker *c, size_t i)
{
    struct waste *loose = &c->verdict->wastes[LOOSE];
    struct held *all = allocate(c->trace->ids + 1, sizeof *all);
    const struct held *worst = NULL, *tight = NULL;
    size_t count = find_payloads(c, all);

    struct layout layout = {.known = false};

    if (count > 1 && find_blocks(&layout, all, count)) {
        loose->looked++;
        qsort(all, count, sizeof *all, by_size);
        size_t sum = sum_up(c, all, count, &worst, &tight);
        bool is_new = loose->missed == 0, is_loose = worst && sum > mem_heapsize() / PART;
        bool missed = is_loose || look_at_surplus(c, &layout, all, count, is_new);
        if (is_loose && is_new)
            explain(c, worst, tight);
        loose->missed += missed;
        loose->streak = missed ? loose->streak + 1 : 0;
        if (is_new && loose->missed > 0)
            checker_set_aside(c, loose, i);
    }
    free(all);
}
