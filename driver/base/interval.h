#ifndef INTERVAL_H
#define INTERVAL_H

#include <stddef.h>

/*
 * interval.h - A median and its 95 % interval, from a sample of any distribution.
 */

struct interval {
    double median, lo, hi;
};

/* Sorts the sample, of at least one value. With 6 and more the interval is one between
 * order statistics (binomial: no assumption on the distribution); with fewer it is
 * Student's around the median. */
struct interval interval_of(double *sample, size_t count);

/* The standard error of the median, of at least one value: from the median distance to
 * it, so that a value that is far off counts no more than one that is a little off. Sorts
 * the sample. */
double interval_error(double *sample, size_t count);

/* How far the middle eight of ten parts of the sample, of at least one value, reach, as a
 * part of its median. Sorts the sample. */
double interval_jitter(double *sample, size_t count);

/* Of so many values: degrees of freedom of Student's distribution, or INFINITY. */
double interval_freedom(size_t count);

/* How many standard errors half a 95 % interval is; freedom is at least 1. */
double interval_quantile(double freedom);

#endif
