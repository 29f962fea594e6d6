#ifndef EXERCISE_H
#define EXERCISE_H

#include "host/host.h"
#include "sizes.h"
#include "slots.h"

/*
 * exercise.h - An allocator is asked for this and that, and nothing it says is believed.
 *
 * An episode starts on an empty heap, whose limit is chosen too: of gigabytes, or so
 * small that it is soon full. Then request follows request: malloc, calloc, realloc,
 * free, memalign and usable_size where there are such, one at a time or many frees in a
 * row.
 */

enum { EXERCISE_SLOTS = 1024 };

struct exercise {
    const struct host *host; /* loaded */
    chooser *choose;
    struct slots live;
    size_t limit;      /* of the heap */
    size_t check_each; /* so many requests come between two calls of the heap checker */
    size_t done;       /* requests in this episode */
    unsigned serial;
    struct slot slots[EXERCISE_SLOTS];
};

/* Each of them returns false if something is wrong; live.fault then says what. */
bool exercise_start(struct exercise *e, const struct host *host, chooser *choose);
bool exercise_request(struct exercise *e);
bool exercise_end(struct exercise *e);

#endif
