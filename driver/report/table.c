/*
 * table.c - The table of traces, and the table of scores.
 */

#include "report/table.h"

#include "base/text.h"
#include "report/report.h"
#include "time/instructions.h"
#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* "76.2 %", or "-" where there is none. */
static void print_percent(bool exists, double fraction)
{
    if (exists)
        printf(" %10.1f %%", 100 * fraction);
    else
        printf(" %12s", "-");
}

/* Of a simulated heap; or of resident memory, marked with a star. */
static void print_utilization(bool simulated, double utilization, double residency)
{
    if (simulated || residency <= 0)
        print_percent(simulated, utilization);
    else
        printf(" %9.1f %%*", 100 * residency);
}

static void print_speed(bool exists, double kops, double ratio, double lo, double hi)
{
    if (exists)
        printf(" %10.0f %8.3f  %6.3f-%.3f", kops, ratio, lo, hi);
    else
        printf(" %10s %8s  %12s", "-", "-", "-");
}

void table_traces(const struct result *results, size_t count)
{
    if (count == 0)
        return;
    printf("\n%-18s %5s %12s %10s %10s %8s  %s\n", results->allocator, "valid",
           "utilization", "requests", "Kops/s", "speed", "95 % interval");
    for (size_t i = 0; i < count; i++) {
        const struct result *r = &results[i];
        printf("%c %-16s %5s", r->weight ? ' ' : '(', r->trace, r->valid ? "yes" : "NO");
        print_utilization(r->valid && r->simulated, result_utilization(r),
                          result_residency(r));
        printf(" %10zu", r->requests);
        print_speed(r->valid && r->timed, result_kops(r), r->ratio, r->ratio_lo,
                    r->ratio_hi);
        puts(r->weight ? "" : " ) not scored");
    }
}

static int width_of_names(const struct score *scores, size_t count)
{
    int width = 10;

    for (size_t i = 0; i < count; i++)
        if ((int)strlen(scores[i].allocator) > width)
            width = (int)strlen(scores[i].allocator);
    return width;
}

/* "mean utilization (0 at 0.55, 1 at 0.74)"; to be freed. */
static char *part(const char *measure, double lo, double hi)
{
    if (lo == 0 && hi == 1)
        return duplicate(measure);
    return format("%s (0 at %g, 1 at %g)", measure, lo, hi);
}

static void print_formula(const struct formula *f, const char *reference)
{
    char *used = part("mean utilization", f->u0, f->u1);
    char *fast = part(f->in_kops ? "Kops/s" : "speed", f->s0, f->s1);
    double first = 100 * f->weight, second = 100 - first;

    switch (f->rule) {
    case SUM:
        printf("\nscore = %g x %s + %g x %s", first, used, second, fast);
        break;
    case PRODUCT:
        printf("\nscore = %s x (%g + %g x %s)", used, first, second, fast);
        break;
    case ROOT:
        printf("\nscore = 100 x root of %s x %s", used, fast);
        break;
    }
    printf("; speed is relative to %s, both at most 1\n", reference);
    free(used);
    free(fast);
}

/* Does another do better in one measure, and no worse in the other? */
static bool is_beaten(const struct score *scores, size_t count, const struct score *s)
{
    for (size_t i = 0; i < count; i++) {
        const struct score *other = &scores[i];
        bool worse = other->utilization < s->utilization || other->speed < s->speed;
        bool better = other->utilization > s->utilization || other->speed > s->speed;
        if (other->has_utilization && better && !worse)
            return true;
    }
    return false;
}

/* On a terminal: red if a trace failed, green if no other is better at both. */
static const char *colour_of(const struct score *scores, size_t count, size_t i)
{
    const struct score *s = &scores[i];

    if (!report_colours())
        return "";
    if (s->failures > 0)
        return "\033[31m";
    return count > 1 && s->has_utilization && !is_beaten(scores, count, s) ? "\033[32m"
                                                                           : "";
}

static bool any_counted(const struct score *scores, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (scores[i].has_instructions)
            return true;
    return false;
}

static void print_index(bool exists, double index)
{
    if (exists)
        printf("  %6.1f", index);
    else
        printf("  %6s", "-");
}

static void print_counted(const struct score *s)
{
    if (!s->has_instructions) {
        printf(" %15s %6s %6s", "-", "-", "-");
        return;
    }
    printf(" %15.2f %6.3f", s->instructions, s->economy);
    print_index(s->has_utilization, s->counted_index);
}

/* What the table's stars and further columns mean. */
static void print_notes(const struct score *scores, size_t count, bool counted)
{
    bool resident = false;

    for (size_t i = 0; i < count; i++)
        resident = resident || scores[i].residency > 0;
    if (resident)
        puts("* of the most memory that was resident, in whole pages: it has no "
             "simulated heap, and so no score");
    if (counted)
        printf("instructions are counted by %s: mm_init, a replay, and its loop; the "
               "score from them has their ratio for speed\n",
               instructions_counter());
}

/* What the score says of traces that must be valid. */
static void print_required(const struct score *scores, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct score *s = &scores[i];
        if (s->traces == 0 || s->skipped == s->required)
            continue;
        if (s->met < s->required)
            printf(
                "%s: of the edge traces, which must be valid, %zu of %zu are: no points "
                "until all are\n",
                s->allocator, s->met, s->required);
        else if (count == 1)
            printf("%s: of the edge traces, which are not scored, %zu of %zu are valid\n",
                   s->allocator, s->met, s->required);
    }
}

/* Of traces that do not count, there is no more to tell. */
static void print_unscored(const struct score *s, int width)
{
    size_t all = s->count + s->required;

    printf("%-*s %4zu/%-2zu  not scored: no trace of this run counts", width,
           s->allocator, all - s->failures, all);
}

static void print_scored(const struct score *s, int width, bool counted)
{
    printf("%-*s %4zu/%-2zu", width, s->allocator, s->valid, s->traces);
    print_utilization(s->has_utilization, s->utilization, s->residency);
    print_speed(s->has_speed, s->kops, s->speed, s->speed_lo, s->speed_hi);
    print_index(s->has_utilization && s->has_speed, s->index);
    if (counted)
        print_counted(s);
}

void table_scores(const struct score *scores, size_t count, const char *reference,
                  const struct formula *formula)
{
    int width = width_of_names(scores, count);
    bool counted = any_counted(scores, count), scored = scores->traces > 0;

    printf("\n%-*s %7s %12s %10s %8s  %-13s %6s", width, "allocator", "valid",
           "utilization", "Kops/s", "speed", "95 % interval", "score");
    puts(counted ? "  instr./request  ratio  score" : "");
    for (size_t i = 0; i < count; i++) {
        const struct score *s = &scores[i];
        fputs(colour_of(scores, count, i), stdout);
        if (scored)
            print_scored(s, width, counted);
        else
            print_unscored(s, width);
        puts(*colour_of(scores, count, i) ? "\033[0m" : "");
    }
    if (scored)
        print_formula(formula, reference);
    print_required(scores, count);
    print_notes(scores, count, counted);
}

void table_noise(const struct score *scores, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (score_is_noisy(&scores[i])) {
            printf(
                "%s: too noisy to grade: its score of %.1f is known within %.1f points "
                "only; run it again, or with a larger --budget\n",
                scores[i].allocator, scores[i].index, scores[i].width);
            if (scores[i].crowded > 0)
                printf("while %zu of %zu traces were timed other work ran in the same "
                       "core, on the processor beside\n",
                       scores[i].crowded, scores[i].traces);
        }
}
