/*
 * recall.c - An allocator that knows already where each payload goes.
 *
 * A payload's first word holds its size, as a header would, and its last is touched as a
 * footer. A free touches the payload that was freed before as well, as one that keeps a
 * list does; and each touch waits for the one before, as it must where addresses are read
 * from memory.
 */

#include "study/recall.h"

#include "base/error.h"
#include "host/replay.h"

#include <string.h>

static const struct host *known; /* while payloads are noted */
static size_t **places;          /* of each request that returns one, in turn */
static size_t next;
static size_t spare, *last; /* freed */
static size_t waited;       /* 0, once the last touch is over */
static volatile size_t zero;

static void *note(void *p)
{
    return places[next++] = p;
}

static void *note_malloc(size_t n)
{
    return note(known->malloc(n));
}

static void *note_realloc(void *p, size_t n)
{
    return note(known->realloc(p, n));
}

static void *note_calloc(size_t count, size_t n)
{
    return note(known->calloc(count, n));
}

static void touch_word(size_t *place, size_t n)
{
    size_t old = *(volatile size_t *)(place + waited);

    *place = n;
    waited = old & zero;
}

static void touch(size_t *place, size_t n)
{
    if (n >= 2 * sizeof n)
        touch_word(place + n / sizeof n - 1, 0);
    touch_word(place, n);
}

static int recall_init(void)
{
    next = waited = 0;
    last = &spare;
    return 0;
}

static void *recall_malloc(size_t n)
{
    size_t *place = places[next++];

    if (place)
        touch(place, n);
    return place;
}

static void recall_free(void *p)
{
    if (!p)
        return;
    touch(p, *(size_t *)p);
    touch(last, 0);
    last = p;
}

static void *recall_realloc(void *p, size_t n)
{
    size_t *old = p, *place = places[next];

    if (old && place && old != place)
        memmove(place, old, *old < n ? *old : n);
    return recall_malloc(n);
}

static void *recall_calloc(size_t count, size_t n)
{
    if (places[next])
        memset(places[next], 0, count * n);
    return recall_malloc(count * n);
}

struct host recall_new(const struct trace *trace, const struct host *host,
                       void **payloads)
{
    struct host notes = *host;

    known = host;
    places = allocate(trace->count, sizeof *places);
    next = 0;
    notes.malloc = note_malloc;
    notes.realloc = note_realloc;
    notes.calloc = note_calloc;
    host->init();
    replay(trace, &notes, payloads);
    return (struct host){.simulated = true,
                         .init = recall_init,
                         .malloc = recall_malloc,
                         .free = recall_free,
                         .realloc = recall_realloc,
                         .calloc = recall_calloc};
}
