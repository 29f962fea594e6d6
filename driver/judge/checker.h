#ifndef CHECKER_H
#define CHECKER_H

#include "host/host.h"
#include "judge/mutator.h"
#include "judge/verdict.h"
#include "trace/trace.h"

/*
 * checker.h - The books of a replay that is checked, and how its failure is put in words.
 */

/* What new heap memory holds in the first replay, and in the second. */
enum { FIRST_FILL = 0, SECOND_FILL = 0xa5 };

enum { STALE = 16 };

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

    size_t calls; /* of mem_sbrk, before the request that is performed */

    bool read_unwritten; /* the failure came of what lay in new memory */

    struct order *order; /* of the blocks of one that is watched (order.h); or NULL */

    size_t before;          /* bytes from a block's header to its payload; 0: not known */
    struct linkform *links; /* how links are kept (linkform.h) */

    struct classes *classes; /* what free lists have had (classes.h); or NULL */

    bool decided; /* what has been told names the cause: the rest may be left out */

    bool checking; /* mm_checkheap has been called, and has not returned */

    /* Of the replays; not in the verdict before all is over, since the allocator's code
     * could change it there. */
    size_t heap;
    double over_time;
    uint64_t placement, answers;

    size_t stale[2][STALE]; /* global variables that differ at the second mm_init
                               (stale.h) */

    /* After a failure: the damaged byte of a payload, what it should be, and since when.
     */
    const unsigned char *damaged;
    uint32_t damaged_id;
    size_t since;
};

/* Puts a failure into the verdict. Always false. */
bool checker_fail(struct checker *c, size_t request, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Adds a sentence on a line of its own. */
void checker_explain(struct checker *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* What has been explained is no failure's detail: it goes into that waste, of request i.
 */
void checker_set_aside(struct checker *c, struct waste *waste, size_t i);

/* The id whose payload, in use, has this byte, or the number of ids. */
uint32_t checker_owner(const struct checker *c, const char *byte);

/* Where the payload was that request i, a realloc, has moved, and of how many bytes: it
 * is freed after the heap has grown. NULL, and 0, if there was none. */
const char *checker_moved_from(const struct checker *c, size_t i, size_t *n);

#endif
