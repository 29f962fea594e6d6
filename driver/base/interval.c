/*
 * interval.c - A median and its 95 % interval.
 *
 * The median lies between the k-th smallest and the k-th largest value unless fewer
 * than k fall on one side of it: a matter of tossing coins. Source: Hollander and
 * Wolfe, Nonparametric Statistical Methods, on the sign test's interval.
 */

#include "base/interval.h"

#include <math.h>
#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* How many values may be left out on each side: the largest k with
 * P(fewer than k + 1 heads in n tosses) at most 2.5 %. */
static size_t left_out(size_t n)
{
    double term = pow(0.5, (double)n), sum = term;
    size_t k = 0;

    while (sum <= 0.025) {
        k++;
        term *= (double)(n - k + 1) / (double)k;
        sum += term;
    }
    return k > 0 ? k - 1 : 0;
}

static double middle(const double *sorted, size_t n)
{
    return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

/* The standard error of a median of n values, in median distances: of few values of a
 * normal distribution as simulated (two million samples), since the distances among few
 * come out short; of many, a deviation is DISTANCES of them, and a median's variance
 * MEDIAN_BY_MEAN times a mean's. Source: Rousseeuw and Croux, Alternatives to the median
 * absolute deviation, 1993, which has such a table for the deviation. */
static double error_in_distances(size_t n)
{
    static const double few[] = {0,      0,      1.2520, 1.4773, 1.1015,
                                 0.9655, 0.8177, 0.7744, 0.6854, 0.6661};
    static const double DISTANCES = 1.4826, MEDIAN_BY_MEAN = 1.5708;

    if (n < sizeof few / sizeof *few)
        return few[n];
    return DISTANCES * sqrt(MEDIAN_BY_MEAN / (double)n);
}

double interval_error(double *sample, size_t n)
{
    double distances[n];

    qsort(sample, n, sizeof *sample, compare);
    for (size_t i = 0; i < n; i++)
        distances[i] = fabs(sample[i] - middle(sample, n));
    qsort(distances, n, sizeof *distances, compare);
    return middle(distances, n) * error_in_distances(n);
}

double interval_jitter(double *sample, size_t n)
{
    qsort(sample, n, sizeof *sample, compare);
    return (sample[(n - 1) * 9 / 10] - sample[(n - 1) / 10]) / middle(sample, n);
}

static double deviation(const double *sample, size_t n)
{
    double mean = 0, squares = 0;

    for (size_t i = 0; i < n; i++)
        mean += sample[i] / (double)n;
    for (size_t i = 0; i < n; i++)
        squares += (sample[i] - mean) * (sample[i] - mean);
    return sqrt(squares / (double)(n - 1));
}

enum { FEW = 6 };

double interval_freedom(size_t count)
{
    return count < FEW ? (double)count - 1 : INFINITY;
}

/* Between those of the table it is nearly linear in 1 / freedom. */
double interval_quantile(double freedom)
{
    static const double student[] = {0, 12.71, 4.30, 3.18, 2.78}, normal = 1.96;
    enum { LAST = sizeof student / sizeof *student - 1 };

    if (freedom >= LAST)
        return normal + (student[LAST] - normal) * LAST / freedom;
    int below = (int)freedom;
    double part = (1 - below / freedom) * (below + 1);
    return student[below] + part * (student[below + 1] - student[below]);
}

struct interval interval_of(double *sample, size_t n)
{
    qsort(sample, n, sizeof *sample, compare);
    double median = middle(sample, n);
    if (n == 1)
        return (struct interval){median, 0, INFINITY};
    if (n < FEW) {
        double half = interval_quantile(interval_freedom(n)) * deviation(sample, n) /
                      sqrt((double)n);
        return (struct interval){median, fmax(0, median - half), median + half};
    }
    size_t k = left_out(n);
    return (struct interval){median, sample[k], sample[n - 1 - k]};
}
