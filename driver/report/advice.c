/*
 * advice.c - What could be better: the points that were lost, and what has changed.
 *
 * What a trace could gain is not a formula of its own: the trace's result is made
 * perfect in one measure, and everything is scored again.
 */

#include "report/advice.h"

#include "base/error.h"
#include "report/report.h"
#include "trace/trace.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { GAINS_SHOWN = 5 };

enum measure { VALIDITY, UTILIZATION, SPEED };

struct gain {
    const struct result *result;
    enum measure measure;
    double points;
};

/* The result with this measure as good as the formula rewards. */
static struct result perfected(const struct result *r, enum measure measure,
                               const struct formula *f)
{
    struct result better = *r;
    bool simulated = r->simulated || !r->valid;

    better.valid = true;
    better.simulated = simulated;
    if (measure != SPEED)
        better.heap = better.peak = r->peak ? r->peak : 1;
    if (measure == UTILIZATION)
        return better;
    better.timed = true;
    better.ratio = better.ratio_lo = better.ratio_hi =
        fmax(r->ratio, f->in_kops ? 1 : f->s1);
    better.seconds = (double)r->requests / (f->in_kops ? 1000 * f->s1 : 1e7);
    if (r->seconds > 0)
        better.seconds = fmin(better.seconds, r->seconds);
    return better;
}

static double points_with(const struct formula *formula, const struct score *score,
                          size_t i, enum measure measure)
{
    struct result *results = allocate(score->count, sizeof *results);

    memcpy(results, score->results, score->count * sizeof *results);
    results[i] = perfected(&results[i], measure, formula);
    double points = score_of(formula, results, score->count).index;
    free(results);
    return points;
}

static int most_first(const void *a, const void *b)
{
    double x = ((const struct gain *)a)->points, y = ((const struct gain *)b)->points;
    return (x < y) - (x > y);
}

static size_t find_gains(const struct formula *formula, const struct score *score,
                         struct gain *gains)
{
    size_t count = 0;

    for (size_t i = 0; i < score->count; i++) {
        const struct result *r = &score->results[i];
        for (enum measure m = r->valid ? UTILIZATION : VALIDITY;
             m <= (r->valid ? SPEED : VALIDITY); m++) {
            double points = points_with(formula, score, i, m) - score->index;
            if (r->weight && points >= 0.05)
                gains[count++] = (struct gain){r, m, points};
        }
    }
    qsort(gains, count, sizeof *gains, most_first);
    return count;
}

static void print_gain(const struct gain *gain)
{
    const struct result *r = gain->result;

    printf("    %5.1f  %s: ", gain->points, r->trace);
    switch (gain->measure) {
    case VALIDITY:
        puts("if it were valid, and perfect");
        break;
    case UTILIZATION:
        printf("utilization, %.1f %% now\n", 100 * result_utilization(r));
        break;
    case SPEED:
        printf("speed, %.3f now (%.0f Kops/s)\n", r->ratio, result_kops(r));
        break;
    }
}

/* What each measure gives. */
static void print_parts(const struct formula *f, const struct score *score)
{
    double most = score_of_full_speed(f, score->u);

    if (f->rule == ROOT) {
        printf("    utilization stands at %.3f, speed at %.3f of 1\n", score->u,
               score->s);
        return;
    }
    printf("    utilization gives %.1f of %g, speed %.1f of %g",
           100 * f->weight * score->u, 100 * f->weight, most * score->s,
           round(10 * most) / 10);
    if (f->rule == PRODUCT)
        printf(" (%g x utilization)", 100 * (1 - f->weight));
    putchar('\n');
}

void advice_explain(const struct formula *formula, const struct score *score)
{
    struct gain *gains = allocate(2 * score->count, sizeof *gains);

    printf("\n%s: ", score->allocator);
    if (!score->has_utilization || !score->has_speed) {
        puts("no score, since utilization or speed is not known");
        free(gains);
        return;
    }
    printf("%.1f points of 100\n", score->index);
    print_parts(formula, score);
    size_t count = find_gains(formula, score, gains);
    if (count > 0)
        puts("    what would gain most, in points at most:");
    for (size_t i = 0; i < count && i < GAINS_SHOWN; i++)
        print_gain(&gains[i]);
    free(gains);
}

/* Better, worse or the same: an arrow, in colour on a terminal. */
static const char *arrow(int direction)
{
    bool colour = report_colours();

    if (direction == 0)
        return "=";
    if (direction > 0)
        return colour ? "\033[32m\u2191\033[0m" : "\u2191";
    return colour ? "\033[31m\u2193\033[0m" : "\u2193";
}

static int direction(double old, double now, double least)
{
    return now > old + least ? 1 : now < old - least ? -1 : 0;
}

/* The speed differs only where the intervals do not overlap. */
static int speed_direction(const struct result *old, const struct result *now)
{
    if (!old->timed || !now->timed || !old->valid || !now->valid)
        return 0;
    return now->ratio_lo > old->ratio_hi ? 1 : now->ratio_hi < old->ratio_lo ? -1 : 0;
}

/* One trace, if it has changed. */
static bool print_change(const struct result *old, const struct result *now)
{
    double before = 100 * result_utilization(old), after = 100 * result_utilization(now);
    bool heaps = old->simulated && now->simulated && old->valid && now->valid;
    int used = heaps ? direction(before, after, 0.05) : 0;
    int fast = speed_direction(old, now);

    if (old->valid != now->valid) {
        printf("  %-18s %s %s\n", now->trace, arrow(now->valid ? 1 : -1),
               now->valid ? "valid now" : "not valid any more");
        return true;
    }
    if (used)
        printf("  %-18s %s utilization %.1f %%, was %.1f %%\n", now->trace, arrow(used),
               after, before);
    if (fast)
        printf("  %-18s %s speed %.3f, was %.3f\n", now->trace, arrow(fast), now->ratio,
               old->ratio);
    return used || fast;
}

static const struct result *find_earlier(const struct result *r,
                                         const struct result *earlier, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(earlier[i].allocator, r->allocator) == 0 &&
            strcmp(earlier[i].trace, r->trace) == 0)
            return &earlier[i];
    return NULL;
}

void advice_compare(const struct score *score, const struct result *earlier, size_t count,
                    const char *path)
{
    size_t same = 0, missing = 0;

    printf("\n%s against %s:\n", score->allocator, path);
    for (size_t i = 0; i < score->count; i++) {
        const struct result *old = find_earlier(&score->results[i], earlier, count);
        if (!old)
            missing++;
        else if (!print_change(old, &score->results[i]))
            same++;
    }
    printf("  %zu of %zu traces as before", same, score->count);
    if (missing)
        printf(", %zu not in %s", missing, path);
    putchar('\n');
}
