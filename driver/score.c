/*
 * score.c - Results to points.
 *
 *     index = 100 * (w * clamp((U - U0) / (U1 - U0)) + (1 - w) * clamp((S - S0) / (S1 -
 * S0)))
 *
 * CS:APP's performance index, with a live reference in place of its constant.
 */

#include "score.h"

#include "config.h"
#include "trace.h"

#include <math.h>

double result_utilization(const struct result *r)
{
    if (!r->valid)
        return 0;
    if (!r->simulated)
        return -1;
    return r->heap ? (double)r->peak / (double)r->heap : 0;
}

double result_kops(const struct result *r)
{
    return r->seconds > 0 ? (double)r->requests / r->seconds / 1000 : 0;
}

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

static double index_of(double utilization, double speed)
{
    double u = clamp((utilization - SCORE_U0) / (SCORE_U1 - SCORE_U0));
    double s = clamp((speed - SCORE_S0) / (SCORE_S1 - SCORE_S0));

    return 100 * (SCORE_WEIGHT * u + (1 - SCORE_WEIGHT) * s);
}

/* Sums over the traces that count towards one thing. */
struct sums {
    size_t utilizations, speeds, timed;
    double utilization, log_speed, log_kops;
    double log_variance; /* of log_speed, from the intervals */
};

static void add(struct sums *sums, const struct result *r)
{
    if (trace_counts_utilization(r->weight)) {
        sums->utilizations++;
        sums->utilization += result_utilization(r);
    }
    if (!trace_counts_throughput(r->weight))
        return;
    sums->speeds++;
    if (!r->valid || !r->timed)
        return;
    double half = log(r->ratio_hi / fmax(r->ratio_lo, r->ratio / 10)) / 2;
    sums->timed++;
    sums->log_speed += log(r->ratio);
    sums->log_kops += log(result_kops(r));
    sums->log_variance += half * half;
}

static double mean(double sum, size_t count)
{
    return count ? sum / (double)count : 0;
}

struct score score_of(const struct result *results, size_t count)
{
    struct score score = {.allocator = results->allocator, .spec = results->spec};
    struct sums sums = {0};

    for (size_t i = 0; i < count; i++) {
        const struct result *r = &results[i];
        score.traces += r->weight > 0;
        score.valid += r->weight > 0 && r->valid;
        score.failures += !r->valid;
        score.has_utilization |= r->simulated;
        add(&sums, r);
    }
    score.has_speed = sums.timed > 0;
    score.utilization = mean(sums.utilization, sums.utilizations);
    if (!score.has_speed)
        return score;
    double share =
        (double)sums.timed / (double)sums.speeds; /* a failed trace counts zero */
    double spread = exp(sqrt(sums.log_variance) / (double)sums.timed);
    score.kops = exp(mean(sums.log_kops, sums.timed));
    score.speed = share * exp(mean(sums.log_speed, sums.timed));
    score.speed_lo = score.speed / spread;
    score.speed_hi = score.speed * spread;
    if (score.has_utilization)
        score.index = index_of(score.utilization, score.speed);
    return score;
}

int score_compare(const void *a, const void *b)
{
    const struct score *x = a, *y = b;
    if (x->index != y->index)
        return x->index < y->index ? 1 : -1;
    return (x->utilization < y->utilization) - (x->utilization > y->utilization);
}
