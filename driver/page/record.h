#ifndef RECORD_H
#define RECORD_H

#include "host/allocator.h"
#include "trace/trace.h"

/*
 * record.h - Where an allocator put each payload of a trace, and which blocks its heap
 * had meanwhile.
 *
 * page/ is the room of the page that shows a heap at any request. It knows nothing of
 * scores.
 */

/* A block of mm_walk, from its first request to the one that ended it. */
struct block_life {
    size_t start, size; /* bytes from the heap's begin */
    uint32_t from, to;  /* requests; NOT_ENDED */
    bool in_use;
};

#define NOWHERE SIZE_MAX     /* NULL, or outside the heap */
#define NOT_ENDED UINT32_MAX /* lives when the recording ends */

struct recording {
    size_t done;    /* requests that came to an end */
    size_t *places; /* of the payload after each of them, from the heap's begin */
    size_t *heaps;  /* bytes, after each */
    bool walked;    /* are there blocks? */
    size_t stride;  /* the most requests from one walk to the next */
    struct block_life *blocks; /* by their first request, then by address */
    size_t block_count;
    struct child *child; /* who has left all this */
};

/* Replays so many of the trace's requests in a child. If that ends early, what was
 * recorded so far is there. */
struct recording record_heap(const struct trace *trace, size_t count, struct allocator *a,
                             double timeout);

void record_free(struct recording *r);

#endif
