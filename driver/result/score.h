#ifndef SCORE_H
#define SCORE_H

#include "result/result.h"

/*
 * score.h - Results to points. Pure arithmetic.
 */

/* What becomes of utilization u and speed s, each from 0 to 1, with w the weight. */
enum rule {
    SUM,     /* w * u + (1 - w) * s */
    PRODUCT, /* u * (w + (1 - w) * s): speed counts as far as memory is used well */
    ROOT     /* sqrt(u * s), of geometric means; there is no weight */
};

/* How utilization and speed become points: each is 0 at its first limit and 1 at the
 * second, and then the rule makes 0 to 1 of both. */
struct formula {
    const char *name;
    const char *source;
    double weight; /* of utilization; speed has the rest */
    double u0, u1; /* utilization */
    double s0, s1; /* speed: a ratio, or Kops/s */
    bool in_kops;
    enum rule rule;
};

/* "lab", which takes its numbers from config.h, and those of other handouts. NULL if
 * there is none of this name. */
const struct formula *score_formula(const char *name);

/* All of them; the last one has no name. */
extern const struct formula score_formulas[];

/* The points that full speed gives where utilization stands at u, 0 to 1; not of ROOT. */
double score_of_full_speed(const struct formula *formula, double u);

struct score {
    const char *allocator;
    const char *spec;
    const struct result *results; /* what it is made of */
    size_t count;                 /* without those of REQUIRED traces, which come last */
    size_t traces, valid;         /* those with a weight, and the valid ones of them */
    size_t failures;              /* of all traces */
    size_t required, met;         /* REQUIRED traces, and the valid ones of them */
    size_t skipped;               /* REQUIRED ones that its handout does not ask for */
    bool has_utilization;         /* false for an allocator without a simulated heap */
    bool has_speed;
    double utilization;               /* the mean; a failed trace counts zero */
    double residency;                 /* likewise, where there is no simulated heap */
    double kops;                      /* the geometric mean */
    double speed, speed_lo, speed_hi; /* the ratio's geometric mean */
    double u, s;                      /* 0 to 1, between the formula's limits */
    size_t crowded;                   /* traces that were timed in a shared core */
    double index;                     /* 0 to 100; 0 if a REQUIRED trace failed */
    double width;                     /* of its 95 % interval, from the speed's */

    /* With instructions in place of time. */
    bool has_instructions;
    double instructions;  /* of a request: the geometric mean */
    double economy;       /* the reference's by the allocator's, likewise */
    double counted_index; /* 0 to 100 */
};

/* Of one allocator's results. A failed trace counts zero, the others count. */
struct score score_of(const struct formula *formula, const struct result *results,
                      size_t count);

/* Is its score known too badly to be graded? */
bool score_is_noisy(const struct score *score);

/* Highest index first. */
int score_compare(const void *a, const void *b);

#endif
