#ifndef MARKS_H
#define MARKS_H

#include "host/allocator.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * marks.h - How well a heap checker did, as people read it.
 */

/* What the damages were made with. */
enum grading {
    CONTENT,   /* a checker that is content with sound heaps */
    CRIED,     /* one that is not: then it has noticed nothing */
    NOT_VALID, /* the allocator itself fails; so only the heaps that were to be damaged
                  were sound */
    NO_CHECKER
};

/* A damage that went unnoticed. */
struct missed {
    size_t number;   /* among those of its kind, from 1 */
    char *what;      /* was done */
    const char *how; /* the checker missed it */
};

/* What a checker has made of the damages of one kind. */
struct noticed {
    const char *key, *kind;
    size_t made, noticed;
    struct missed *missed;
    size_t missed_count;
};

/* True if the checker is perfect. Requests: after so many it was content. */
bool marks_print(const struct allocator *a, enum grading grading,
                 const struct noticed *noticed, size_t kinds, size_t requests);

/* A payload in the heap that is to be damaged. */
struct block_place {
    size_t offset, n; /* bytes */
    bool in_use;
};

/* One damage, and the heap before it; and what the checker says to it. True if it has
 * noticed. */
void marks_print_damage(const struct allocator *a, const char *damage, const char *what,
                        struct block_place *places, size_t count);
bool marks_print_answer(const struct allocator *a, bool cried, const char *missed);

#endif
