#ifndef MARKS_H
#define MARKS_H

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

/* What a checker has made of the damages of one kind. */
struct noticed {
    const char *kind;
    size_t made, noticed;
    char **missed; /* of those it did not notice: what it was, and what it did */
    size_t missed_count;
};

/* True if the checker is perfect. Requests: after so many it was content. */
bool marks_print(const char *allocator, enum grading grading,
                 const struct noticed *noticed, size_t kinds, size_t requests);

#endif
