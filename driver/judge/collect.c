/*
 * collect.c - mm_collect, called by the driver, and what must hold after it.
 *
 * The driver knows exactly what can be reached, since it has made all references itself.
 * mm_walk tells what is in use: a live payload in no such block was collected, and a
 * block in use without a live payload is floating garbage. Some of it is no fault: what
 * looks like an address may have kept it. But where there is nothing in the payloads that
 * looks so (ROOTS), not all of it can have been kept.
 */

#include "judge/collect.h"

#include "base/error.h"
#include "judge/shadow.h"
#include "judge/whole.h"
#include "memlib.h"

#include <stdlib.h>

/* So many payloads are not all kept by chance. */
enum { MANY = 16 };

/* So often mm_collect is called in a replay; less, where it would have more than so many
 * bytes to look through in all, of which most were never touched. */
enum { CALLS = 32, BYTES = 1 << 28 };

struct dropped {
    const void *payload;
    size_t born; /* the request that gave it */
};

/* The heap as mm_walk shows it. */
struct survey {
    const struct checker *c;
    const void *freed; /* a live payload in a free block, or NULL */
    const void **kept; /* by address: payloads of blocks in use that are not live */
    size_t kept_count, room;
    double floating, in_use; /* bytes */
};

void collector_free(struct collector *collector)
{
    free(collector->dropped);
}

void collector_start(struct collector *collector)
{
    collector->dropped_count = collector->kept = collector->old_kept = 0;
    collector->last = NO_REQUEST;
}

bool collect_is_due(const struct checker *c, size_t i)
{
    size_t most = BYTES / (mem_heapsize() + 1), calls = most < CALLS ? most : CALLS;
    uint32_t number = (uint32_t)(SHAPES * i + c->mutator->shape) * UINT32_C(0x9e3779b1);

    number = (number ^ number >> 15) * UINT32_C(0x85ebca77);
    return (number ^ number >> 13) % c->trace->count < calls;
}

void collect_expect(struct collector *collector, const struct checker *c, size_t i)
{
    const struct request *r = &c->trace->requests[i];

    if (!host_is_dropped(c->host, r) || c->sizes[r->id] == 0)
        return;
    if (collector->dropped_count == collector->room) {
        collector->room = 2 * collector->room + MANY;
        collector->dropped =
            realloc(collector->dropped, collector->room * sizeof *collector->dropped);
        if (!collector->dropped)
            error_system("no memory for %zu payloads", collector->room);
    }
    collector->dropped[collector->dropped_count++] =
        (struct dropped){c->payloads[r->id], c->born[r->id]};
}

static void note_kept(struct survey *s, const struct mm_block *block)
{
    s->floating += (double)block->size;
    if (s->kept_count == s->room) {
        s->room = 2 * s->room + MANY;
        s->kept = realloc(s->kept, s->room * sizeof *s->kept);
        if (!s->kept)
            error_system("no memory for %zu blocks", s->room);
    }
    s->kept[s->kept_count++] = block->payload;
}

static void look_at(const struct mm_block *block, void *context)
{
    struct survey *s = context;
    const char *payload = block->payload, *end = (char *)block->start + block->size;
    const void *owner = shadow_owner(payload, (size_t)(end - payload));

    if (block->in_use)
        s->in_use += (double)block->size;
    if (block->in_use && !owner)
        note_kept(s, block);
    else if (!block->in_use && owner && !s->freed)
        s->freed = owner;
}

static int by_address(const void *a, const void *b)
{
    const char *p = *(const char *const *)a, *q = *(const char *const *)b;
    return (p > q) - (p < q);
}

/* Of the payloads that were dropped since the last call: all, or those that had been
 * there at that call. */
struct group {
    size_t count, kept;
};

static struct group group_of(const struct collector *collector, const struct survey *s,
                             bool old)
{
    struct group group = {0, 0};

    for (size_t i = 0; i < collector->dropped_count; i++) {
        const struct dropped *d = &collector->dropped[i];
        if (old && (collector->last == NO_REQUEST || d->born > collector->last))
            continue;
        group.count++;
        group.kept += s->kept_count > 0 && bsearch(&d->payload, s->kept, s->kept_count,
                                                   sizeof *s->kept, by_address) != NULL;
    }
    return group;
}

/* How many of a group were kept since the last call that has not kept them all. */
static size_t kept_in_a_row(size_t before, struct group group)
{
    return group.kept < group.count ? 0 : before + group.kept;
}

/* Was at least something collected? */
static bool check_kept(struct collector *collector, struct checker *c, size_t i,
                       const struct survey *s)
{
    collector->kept = kept_in_a_row(collector->kept, group_of(collector, s, false));
    collector->old_kept =
        kept_in_a_row(collector->old_kept, group_of(collector, s, true));
    if (c->mutator->shape != ROOTS)
        return true;
    if (collector->kept >= MANY)
        return checker_fail(c, i,
                            "mm_collect, called after it, has kept the last %zu payloads "
                            "that nothing refers to any more, and freed none",
                            collector->kept);
    if (collector->old_kept >= MANY)
        return checker_fail(c, i,
                            "mm_collect, called after it, has kept the last %zu payloads "
                            "that nothing refers to any more and that an earlier call "
                            "had found reachable: were marks left?",
                            collector->old_kept);
    return true;
}

static bool check_freed(struct checker *c, size_t i, const void *freed)
{
    char path[100];
    uint32_t id = 0;

    if (!freed)
        return true;
    while (c->sizes[id] == 0 || c->payloads[id] != freed)
        id++;
    return checker_fail(
        c, i, "mm_collect, called after it, has freed the block of id %u, which was %s",
        id, mutator_path(c->mutator, id, path, sizeof path));
}

static bool check_roots(struct checker *c, size_t i)
{
    size_t root = mutator_changed_root(c->mutator);

    return root == SIZE_MAX ||
           checker_fail(c, i, "mm_collect, called after it, has changed root %zu", root);
}

/* By mm_walk, where there is one. */
static bool check_blocks(struct collector *collector, struct checker *c, size_t i)
{
    struct survey s = {.c = c};

    if (!c->host->walk || !c->host->simulated)
        return true;
    c->host->walk(look_at, &s);
    bool good = check_freed(c, i, s.freed) && check_kept(collector, c, i, &s);
    collector->garbage->floating += s.floating;
    collector->garbage->in_use += s.in_use;
    free(s.kept);
    return good;
}

bool collect_now(struct collector *collector, struct checker *c, size_t i)
{
    collector->freed = c->host->collect();
    bool good = check_roots(c, i) && check_blocks(collector, c, i) &&
                whole_payloads(c, i) && (!collector->check_heap || whole_checkheap(c, i));
    collector->garbage->calls++;
    collector->dropped_count = 0;
    collector->last = i;
    return good;
}
