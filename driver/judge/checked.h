#ifndef CHECKED_H
#define CHECKED_H

#include "host/host.h"
#include "judge/mutator.h"
#include "judge/verdict.h"
#include "trace/trace.h"

/*
 * checked.h - One request, performed with every check.
 */

/* What new heap memory holds in the first replay, and in the second. */
enum { FIRST_FILL = 0, SECOND_FILL = 0xa5 };

struct checker {
    const struct trace *trace;
    const struct host *host;
    struct verdict *verdict;
    void **payloads; /* of each id */
    size_t *sizes;   /* of each live id; 0 for the others */
    uint32_t *born;  /* of each live id: the request that gave it its payload */
    void **returned; /* by each request of the first replay */

    /* Of an implicit allocator: what refers to the payloads. Else NULL. */
    struct mutator *mutator;

    /* In a replay in which the driver calls mm_collect, else NULL. */
    struct collector *collector;

    /* A replay of another kind: where the payloads must come again to where they were;
     * where they are filled up to what usable_size tells. */
    bool again, to_the_brim;

    bool checking; /* mm_checkheap has been called, and has not returned */

    /* Of the replays; not in the verdict before all is over, since the allocator's code
     * could change it there. */
    size_t heap;
    double over_time;
    uint64_t placement;

    /* After a failure: the damaged byte of a payload, what it should be, and since when.
     */
    const unsigned char *damaged;
    uint32_t damaged_id;
    size_t since;
};

struct checker checker_new(const struct trace *trace, const struct host *host,
                           struct verdict *verdict);
void checker_free(struct checker *c);

/* The host's allocator is implicit: payloads, of which so many are live at most, will be
 * linked in the shape of this name; "": the first. */
void checker_link(struct checker *c, const char *shape, size_t most_live);

/* No payload is live any more, and the next replay is of the first kind. */
void checker_reset(struct checker *c);

/* The trace's request i. False if something is wrong; the verdict then says what. */
bool checked_request(struct checker *c, size_t i);

/* The id's payload of so many bytes is still live, after a realloc that failed. */
void checker_keep(struct checker *c, uint32_t id, size_t n);

/* The byte that the id's live payload must have at this offset. */
unsigned char checked_byte(const struct checker *c, uint32_t id, size_t offset);

/* Does the live payload hold what was written to it? Seen at request i, or at the end. */
bool checked_payload(struct checker *c, size_t i, uint32_t id);

/* Puts a failure into the verdict. Always false. */
bool checker_fail(struct checker *c, size_t request, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a sentence on a line of its own. */
void checker_explain(struct checker *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
