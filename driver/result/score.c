/*
 * score.c - Results to points: the lab's score, and those of other courses.
 */

#include "result/score.h"

#include "base/error.h"
#include "base/interval.h"
#include "config.h"
#include "trace/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double result_utilization(const struct result *r)
{
    if (!r->valid)
        return 0;
    if (!r->simulated)
        return -1;
    return r->heap ? (double)r->peak / (double)r->heap : 0;
}

double result_residency(const struct result *r)
{
    return r->valid && r->resident ? (double)r->peak / (double)r->resident : 0;
}

double result_kops(const struct result *r)
{
    return r->seconds > 0 ? (double)r->requests / r->seconds / 1000 : 0;
}

static double clamp(double x)
{
    return x < 0 ? 0 : x > 1 ? 1 : x;
}

/* The sources say Kops/s of libc on one machine where here is a ratio to the reference;
 * only pku has limits of its own in Kops/s. */
const struct formula score_formulas[] = {
    {"lab", "config.h", SCORE_WEIGHT, SCORE_U0, SCORE_U1, SCORE_S0, SCORE_S1, false,
     PRODUCT},
    {"csapp-2002", "CS:APP's malloc lab", 0.6, 0, 1, 0, 1, false, SUM},
    {"cmu-2016", "CMU 15-213, from 2016", 0.6, 0.55, 0.74, 0.5, 0.9, false, SUM},
    {"pku", "Peking University, ICS", 0.6, 0.7, 0.9, 4000, 14000, true, SUM},
    {"mit", "MIT 6.172", 0.5, 0, 1, 0, 1.1, false, ROOT},
    {NULL, NULL, 0, 0, 0, 0, 0, false, SUM}};

const struct formula *score_formula(const char *name)
{
    for (const struct formula *f = score_formulas; f->name; f++)
        if (strcmp(f->name, name) == 0)
            return f;
    return NULL;
}

/* 0 at the first limit, 1 at the second. */
static double between(double x, double lo, double hi)
{
    return clamp((x - lo) / (hi - lo));
}

double score_of_full_speed(const struct formula *f, double u)
{
    return 100 * (1 - f->weight) * (f->rule == PRODUCT ? u : 1);
}

static double index_of(const struct formula *f, double u, double s)
{
    if (f->rule == ROOT)
        return 100 * sqrt(u * s);
    return 100 * f->weight * u + score_of_full_speed(f, u) * s;
}

/* Sums over the traces that count towards one thing. */
struct sums {
    size_t utilizations, used, speeds, timed;
    double utilization, residency, log_utilization, log_speed, log_kops;
    double log_variance; /* of log_speed */
    double doubt;        /* the sum of squared variances, each by its freedom */
    double null;         /* of all traces */
    size_t crowded;
};

static void add(struct sums *sums, const struct result *r)
{
    if (trace_counts_utilization(r->weight)) {
        sums->utilizations++;
        sums->utilization += result_utilization(r);
        sums->residency += result_residency(r);
        if (result_utilization(r) > 0) {
            sums->used++;
            sums->log_utilization += log(result_utilization(r));
        }
    }
    if (!trace_counts_throughput(r->weight))
        return;
    sums->speeds++;
    if (!r->valid || !r->timed)
        return;
    double variance = r->error * r->error;
    sums->timed++;
    sums->log_speed += log(r->ratio);
    sums->log_kops += log(result_kops(r));
    sums->log_variance += variance;
    if (variance > 0)
        sums->doubt += variance * variance / r->freedom;
    sums->null += r->null;
    sums->crowded += r->crowded;
}

/* Half of the interval that follows from the traces' own errors. Each of these is little
 * sure where there were few sittings, since three may be alike by chance; their sum is
 * surer. Source: Welch, The generalization of Student's problem, 1947. */
static double log_own_spread(const struct sums *sums)
{
    double variance = sums->log_variance;

    return sqrt(variance) * interval_quantile(sums->doubt > 0
                                                  ? variance * variance / sums->doubt
                                                  : INFINITY);
}

/* Half of the interval of the mean, in logarithms: what each trace's error says, by how
 * much the reference differs from itself on all, and what a shared core can do. */
static double log_spread(const struct sums *sums)
{
    double own = hypot(log_own_spread(sums), sums->null);

    return (own + SHARED_ERROR * (double)sums->crowded) / (double)sums->timed;
}

static double mean(double sum, size_t count)
{
    return count ? sum / (double)count : 0;
}

/* The geometric mean of those that did not fail, times their share. */
static double geometric_mean(double log_sum, size_t good, size_t all)
{
    return good ? (double)good / (double)all * exp(log_sum / (double)good) : 0;
}

static void add_points(struct score *score, const struct formula *f,
                       const struct sums *sums)
{
    double used = geometric_mean(sums->log_utilization, sums->used, sums->utilizations);
    double share = sums->speeds ? (double)sums->timed / (double)sums->speeds : 0;

    score->u = between(f->rule == ROOT ? used : score->utilization, f->u0, f->u1);
    score->s = between(f->in_kops ? share * score->kops : score->speed, f->s0, f->s1);
    if (!score->has_utilization || !score->has_speed)
        return;
    double unit = f->in_kops ? share * score->kops / score->speed : 1;
    double lo = between(unit * score->speed_lo, f->s0, f->s1);
    double hi = between(unit * score->speed_hi, f->s0, f->s1);
    if (score->met < score->required)
        return;
    score->index = index_of(f, score->u, score->s);
    score->width = index_of(f, score->u, hi) - index_of(f, score->u, lo);
}

static struct score score_by_time(const struct formula *formula,
                                  const struct result *results, size_t count)
{
    struct score score = {
        .allocator = results->allocator, .spec = results->spec, .results = results};
    struct sums sums = {0};

    for (size_t i = 0; i < count; i++) {
        const struct result *r = &results[i];
        bool required = r->weight == REQUIRED, scored = r->weight > 0 && !required;
        score.traces += scored;
        score.valid += scored && r->valid;
        score.required += required;
        score.met += required && r->valid;
        score.skipped += r->skipped;
        score.failures += !r->valid;
        score.has_utilization |= r->simulated;
        add(&sums, r);
    }
    score.count = count - score.required;
    score.has_speed = sums.timed > 0;
    score.crowded = sums.crowded;
    score.utilization = mean(sums.utilization, sums.utilizations);
    score.residency = mean(sums.residency, sums.utilizations);
    if (score.has_speed) {
        double spread = exp(log_spread(&sums));
        score.kops = exp(mean(sums.log_kops, sums.timed));
        score.speed = geometric_mean(sums.log_speed, sums.timed, sums.speeds);
        score.speed_lo = score.speed / spread;
        score.speed_hi = score.speed * spread;
    }
    add_points(&score, formula, &sums);
    return score;
}

/* Instructions as if each took a nanosecond. */
static struct result counted(const struct result *r)
{
    struct result other = *r;

    other.timed = r->instructions > 0;
    if (other.timed) {
        other.seconds = 1e-9 * (double)r->instructions;
        other.ratio = (double)r->reference_instructions / (double)r->instructions;
        other.ratio_lo = other.ratio_hi = other.ratio;
        other.error = other.null = 0;
        other.crowded = false;
    }
    return other;
}

static void add_instructions(struct score *score, const struct formula *formula)
{
    size_t count = score->count + score->required;
    struct result *results = allocate(count, sizeof *results);

    for (size_t i = 0; i < count; i++)
        results[i] = counted(&score->results[i]);
    struct score other = score_by_time(formula, results, count);
    score->has_instructions = other.has_speed;
    if (other.has_speed) {
        score->instructions = 1e6 / other.kops;
        score->economy = other.speed;
        score->counted_index = other.index;
    }
    free(results);
}

struct score score_of(const struct formula *formula, const struct result *results,
                      size_t count)
{
    struct score score = score_by_time(formula, results, count);

    add_instructions(&score, formula);
    return score;
}

bool score_is_noisy(const struct score *score)
{
    return score->width > TOO_WIDE_SCORE;
}

int score_compare(const void *a, const void *b)
{
    const struct score *x = a, *y = b;
    if (x->index != y->index)
        return x->index < y->index ? 1 : -1;
    return (x->utilization < y->utilization) - (x->utilization > y->utilization);
}
