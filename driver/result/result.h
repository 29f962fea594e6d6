#ifndef RESULT_H
#define RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * result.h - What one allocator made of one trace. Reports are made of nothing else.
 *
 * result/ is the room of plain figures and what is made of them. It knows nothing of
 * allocators.
 */

/* The kind of a failure, from which the next step follows. OVERWRITTEN: somebody has
 * written into what is another's, now or before; HARMFUL: best looked at in
 * this request, though the cause may lie before; NO_MEMORY: so is this, but nobody has
 * touched what is another's: there was no memory, or it was not found. */
enum failure {
    NO_FAILURE,
    WRONG_ANSWER,
    OVERWRITTEN,
    HARMFUL,
    NO_MEMORY,
    CRASH,
    HANG,
    SLOW
};

/* When the heap grew, freed payloads of just that size were there, what was free would
 * have done, or a free block; these are nearly all in one list; they are not joined;
 * blocks in use are too large; it grew by all of a payload that has stayed where it was.
 * The later ones are told first. */
enum waste_kind {
    LOST,
    UNUSED,
    PASSED,
    CROWDED,
    UNJOINED,
    LOOSE,
    OVERGROWN,
    WASTE_KINDS
};

/* What the driver's calls of mm_collect have left, in all. */
struct garbage {
    size_t calls;
    double floating; /* bytes of blocks in use that nothing reaches */
    double in_use;   /* bytes of all blocks in use; 0 if there is no mm_walk */
};

struct result {
    const char *allocator; /* its name */
    const char *spec;      /* and as the user gave it */
    const char *trace;     /* the trace's name */
    const char *path;
    int weight;
    size_t requests;
    size_t peak; /* bytes of payload */

    bool valid;
    bool simulated;
    bool skipped; /* the trace asks for what the allocator's handout does not */
    bool lacks_calloc, lacks_checkheap;
    size_t heap;        /* bytes */
    size_t resident;    /* bytes, where the heap is not simulated: see footprint.h */
    double over_time;   /* utilization, of all requests: payload by heap, summed */
    bool walked;        /* is the next known? */
    size_t internal;    /* bytes that are neither payload nor free, at the peak */
    uint64_t placement; /* of the last payload of each id: see replay.h */
    uint64_t answers;   /* likewise of all that were returned */

    /* Of an implicit allocator: without integers that look like addresses, and with. */
    struct garbage exact, apparent;

    bool timed;
    double seconds;                   /* of the fastest replay */
    double ratio, ratio_lo, ratio_hi; /* speed against the reference; 95 % interval */
    double error;                     /* standard, of the ratio's log */
    double freedom;                   /* degrees of it (interval.h) */
    double null;                      /* log of the reference's ratio to itself */
    bool crowded;              /* something else ran in the processor's core meanwhile */
    uint64_t instructions;     /* of one replay; 0 if they were not counted */
    uint64_t own_instructions; /* those in its own code, if callgrind has counted */
    uint64_t reference_instructions;

    enum failure failure;
    uint32_t line; /* of the failure or the waste, or 0 */
    char *message; /* "free: payload of ..."; NULL if it is valid */
    char *excerpt; /* the trace's line, or NULL */
    char *detail;  /* more lines, or NULL */
    char *waste;   /* of a valid one: lines on the memory that it wastes, or NULL */
    enum waste_kind waste_kind;
    char *output;  /* what it has printed, or NULL */
    char *repeat;  /* the command that repeats it; NULL if none does, or it is valid */
    bool objected; /* mm_checkheap has, and what that was about is not known */
    bool apart;    /* with --apart: it may be otherwise without */
};

/* Peak payload by heap size; 0 if it is not valid, -1 where there is no heap to see. */
double result_utilization(const struct result *r);

/* Peak payload by resident memory, of what has no simulated heap; 0 if it is not known.
 */
double result_residency(const struct result *r);

/* Requests per second, in thousands. */
double result_kops(const struct result *r);

#endif
