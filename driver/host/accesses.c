/*
 * accesses.c - Rings of the latest loads, of the latest stores, and of the growths.
 *
 *     stores:  ... | 0x40: 8 bytes, request 12, called from ... | 0x68: ... |
 *                                                                           ' next
 *
 * A loop without an end would fill the ring of loads. So of many loads without a store
 * between them the first and the latest are kept.
 *
 * To look for a word's last store is to go back until one has touched it. So a store
 * costs the same whatever its size, and emptying the heap costs nothing. What a store has
 * written is seen as late as at the next access: it is noted before it is done.
 */

#include "host/accesses.h"

#include "base/error.h"
#include "host/platform-globals.h"
#include "memlib.h"

#include <string.h>

enum { LOADS = 1 << 16, STORES = 1 << 21, GROWTHS = 1 << 14 };

/* A frame is no larger, and lies no higher than so many bytes above the frame of
 * accesses_init. */
enum { LARGEST = 1 << 16, ABOVE = 512 };

struct ring {
    struct access *kept;
    size_t size, count; /* count: of all that there were */
};

static struct ring loads = {.size = LOADS}, stores = {.size = STORES},
                   growths = {.size = GROWTHS};
static size_t run; /* the number of the first load since the latest store */
static struct access unwritten, misaligned; /* the first; n is 0: none */
static struct access refused;               /* the latest; not settled: none */
static const char *stack_end;
static const volatile size_t *now;

void accesses_init(const volatile size_t *request)
{
    loads.kept = allocate(loads.size, sizeof *loads.kept);
    stores.kept = allocate(stores.size, sizeof *stores.kept);
    growths.kept = allocate(growths.size, sizeof *growths.kept);
    stack_end = (const char *)__builtin_frame_address(0) + ABOVE;
    now = request;
}

void accesses_forget(void)
{
    loads.count = stores.count = growths.count = run = 0;
    unwritten.n = misaligned.n = 0;
    refused.settled = false;
}

static struct access *at(const struct ring *ring, size_t i)
{
    return &ring->kept[i % ring->size];
}

/* Past the break nothing can be read. */
static bool can_be_read(const struct access *a)
{
    const char *end = (const char *)mem_heap_lo() + mem_heapsize();

    return a->p + a->n <= end || globals_have(a->p);
}

void accesses_settle(void)
{
    struct access *last = stores.count > 0 ? at(&stores, stores.count - 1) : NULL;

    if (!last || last->settled)
        return;
    if (can_be_read(last))
        memcpy(&last->value, last->p,
               last->n < sizeof last->value ? last->n : sizeof last->value);
    last->settled = true;
}

static struct access entry(enum deed deed, const void *p, size_t n)
{
    return (struct access){.deed = deed,
                           .p = p,
                           .n = n,
                           .request = *now,
                           .loads = loads.count,
                           .stores = stores.count,
                           .growths = growths.count};
}

static struct access *note(struct ring *ring, enum deed deed, const void *p, size_t n)
{
    struct access *a = at(ring, ring->count);

    accesses_settle();
    *a = entry(deed, p, n);
    ring->count++;
    return a;
}

/* Is it the frame of a caller of the one before? */
static bool is_above(const struct frame *caller, const struct frame *frame)
{
    const char *a = (const char *)caller, *b = (const char *)frame;

    return a > b && a + sizeof *caller < stack_end && a - b < LARGEST &&
           (size_t)a % sizeof a == 0;
}

static void note_callers(struct access *a, struct frame frame)
{
    const struct frame *below = (const struct frame *)&frame;

    for (int i = 0; i < CALLERS; i++) {
        a->callers[i] = frame.code;
        if (!is_above(frame.caller, below))
            return;
        below = frame.caller;
        frame = *below;
    }
}

void accesses_store(const void *p, size_t n, struct frame frame)
{
    run = loads.count;
    note_callers(note(&stores, STORED, p, n), frame);
}

/* The first of its kind, without a place in a ring. */
static void note_first(struct access *first, enum deed deed, const void *p, size_t n,
                       struct frame frame)
{
    if (first->n > 0)
        return;
    *first = entry(deed, p, n);
    note_callers(first, frame);
}

void accesses_unwritten(const void *p, size_t n, struct frame frame)
{
    note_first(&unwritten, UNWRITTEN, p, n, frame);
}

void accesses_misaligned(const void *p, size_t n, struct frame frame)
{
    note_first(&misaligned, MISALIGNED, p, n, frame);
}

/* Of the loads since the latest store: the first and the last PART of them. */
static void thin_out(void)
{
    enum { PART = LOADS / 8 };
    size_t from = loads.count - PART, to = run + PART;

    for (; from < loads.count; from++, to++) {
        *at(&loads, to) = *at(&loads, from);
        at(&loads, to)->loads = to;
    }
    loads.count = to;
}

void accesses_load(const void *p, size_t n, struct frame frame)
{
    if (loads.count - run == LOADS / 2)
        thin_out();
    struct access *a = note(&loads, LOADED, p, n);

    memcpy(&a->value, p, n < sizeof a->value ? n : sizeof a->value);
    a->settled = true;
    note_callers(a, frame);
}

void accesses_grown(const void *p, size_t n, struct frame frame)
{
    struct access *a = note(&growths, GROWN, p, n);

    a->settled = true;
    note_callers(a, frame);
}

/* That a request asks for 0 bytes, to learn where the break is, does not count beside
 * what it was refused. */
void accesses_refused(size_t n, struct frame frame)
{
    if (n == 0 && refused.settled && refused.request == *now && refused.n > 0)
        return;
    refused = entry(REFUSED, NULL, n);
    refused.settled = true;
    note_callers(&refused, frame);
}

void accesses_release(const void *p, size_t n)
{
    note(&stores, RELEASED, p, n)->settled = true;
}

static bool touches(const struct access *a, const char *p, size_t n)
{
    return a->p < p + n && p < a->p + a->n;
}

const struct access *accesses_last(enum deed deed, const void *p, size_t n,
                                   const struct access *before)
{
    if (deed == UNWRITTEN)
        return unwritten.n > 0 ? &unwritten : NULL;
    if (deed == MISALIGNED)
        return misaligned.n > 0 ? &misaligned : NULL;
    if (deed == REFUSED)
        return refused.settled ? &refused : NULL;
    const struct ring *ring = deed == LOADED  ? &loads
                              : deed == GROWN ? &growths
                                              : &stores;
    size_t oldest = ring->count > ring->size ? ring->count - ring->size : 0;
    size_t end = !before          ? ring->count
                 : deed == LOADED ? before->loads
                 : deed == GROWN  ? before->growths
                                  : before->stores;

    accesses_settle();
    for (size_t i = end; i-- > oldest;)
        if (!p || touches(at(ring, i), p, n))
            return at(ring, i);
    return NULL;
}
