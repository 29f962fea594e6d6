#ifndef GRADE_H
#define GRADE_H

#include "debug/damage.h"
#include "options.h"

/*
 * grade.h - --grade-checker: what a heap checker notices.
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
    size_t made, noticed;
    char *missed[VARIANTS]; /* of those it did not notice: what it was, and what it did */
    size_t missed_count;
};

/* Returns the exit status: SOME_INVALID if a checker cried on a sound heap, or did not
 * notice all. */
int grade_checkers(const struct options *options);

#endif
