#ifndef SCORE_H
#define SCORE_H

#include "result.h"

/*
 * score.h - Results to points. Pure arithmetic, with the constants of config.h.
 */

struct score {
    const char *allocator;
    const char *spec;
    size_t traces, valid; /* those with a weight, and the valid ones of them */
    size_t failures;      /* of all traces */
    bool has_utilization; /* false for an allocator without a simulated heap */
    bool has_speed;
    double utilization;               /* the mean; a failed trace counts zero */
    double kops;                      /* the geometric mean */
    double speed, speed_lo, speed_hi; /* the ratio's geometric mean */
    double index;                     /* 0 to 100 */
};

/* Of one allocator's results. A failed trace counts zero, the others count. */
struct score score_of(const struct result *results, size_t count);

/* Highest index first. */
int score_compare(const void *a, const void *b);

#endif
