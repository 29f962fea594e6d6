#ifndef VERDICT_H
#define VERDICT_H

#include "host/death.h"
#include "host/isolate.h"
#include "judge/mutator.h"
#include "result/result.h"
#include "trace/trace.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * verdict.h - What the child that validates tells the parent, in memory that both share.
 *
 * The progress is kept from request to request, so that after a crash, a hang or
 * an exit the parent still knows where the allocator was.
 */

enum phase {
    LOADING,   /* dlopen, with its constructors */
    STARTING,  /* mm_init */
    REPLAYING, /* the checked replay */
    REPEATING, /* the second, on a heap with other bytes */
    BRIMMING,  /* a replay that fills what mm_usable_size tells */
    LEAKING,   /* bare replays that show whether realloc leaks */
    INJECTING, /* mem_sbrk fails once */
    LINKING,   /* a replay for each shape of references (mutator.h), with mm_collect */
    TIMING = LINKING + SHAPES,
    PHASES
};

#define NO_REQUEST SIZE_MAX

struct progress {
    volatile enum phase phase;
    volatile size_t request; /* its index, or NO_REQUEST */
};

/* In the detail: where code or a variable lies in the plug-in's file. Several in a row
 * become "in put, mm.c:20, called in place, mm.c:88", or names (places.h). */
#define VERDICT_CODE "@0x%zx"
#define VERDICT_DATA "$0x%zx"
#define VERDICT_MARKS "@$"

/* Of the times that the heap grew: how many were looked at, and at how many of these
 * memory was wasted: what was free would have done (waste.h), a free block (passed.h),
 * blocks are too large (loose.h), free ones were not joined (neighbours.h), or are nearly
 * all in one list (classes.h), or it grew by more than was needed (overgrown.h).
 * LOST: payloads of just the size that was asked for lie free. */
struct waste {
    size_t looked, missed;
    size_t streak;  /* at how many of the latest, without a break */
    size_t bytes;   /* by which the heap grew at these; of lost, those that were; not of
                       all kinds */
    size_t request; /* the first of these */
    char detail[1600]; /* what there is to say of it */
};

struct verdict {
    struct progress progress;
    bool valid;
    size_t heap;      /* bytes at the end of the replay; 0 if the heap is not simulated */
    double over_time; /* payload by heap, both summed over all requests */
    uint64_t placement, answers; /* see result.h; 0 of what may place otherwise in its
                                    next replay */
    bool simulated;
    struct garbage exact, apparent;
    bool lacks_calloc, lacks_checkheap;
    bool skipped;      /* the trace asks for what the allocator's handout does not */
    enum failure kind; /* of what a check has found; NO_FAILURE: of no special kind */
    size_t request;    /* the one that failed, or NO_REQUEST */
    char message[256];
    char detail[3200]; /* what else there is to say, in lines, or "" */

    size_t grown; /* how often the heap grew */
    struct waste wastes[WASTE_KINDS];

    bool objected; /* its own checker has, where it is watched, and nothing else is known
                    */
    bool caught;   /* it was ended for what it did, which the message tells */

    /* When a signal has ended it: where it was in the plug-in, the innermost first. */
    size_t frames[MAX_FRAMES];
    int frame_count;
};

/* What the child has left may be anything: its texts become printable. */
void verdict_clean(struct verdict *verdict);

/* A number that changes while the allocator moves on, from call to call. */
size_t verdict_progress(const void *verdict);

/* Why a child has left no verdict. */
char *verdict_last_words(const struct ending *ending);

/* Puts into the result what came of the trace: the figures, or the failure in words. */
void verdict_tell(const struct verdict *verdict, const struct ending *ending,
                  const struct trace *trace, struct result *r);

#endif
