/*
 * axis.c - Variants of the family that differ in one policy and nothing else.
 */

#include "report/axis.h"

#include "base/error.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* On an axis: the variant that has the usual policy, the other one, and how it differs.
 */
static const struct pair {
    const char *axis, *usual, *other, *difference;
} pairs[] = {
    {"fit", "explicit-lifo", "explicit-next", "next fit for first fit"},
    {"fit", "explicit-lifo", "explicit-good", "the best of a few that fit for first fit"},
    {"fit", "explicit-lifo", "explicit-best", "best fit for first fit"},
    {"fit", "implicit-first", "implicit-next", "next fit for first fit"},
    {"fit", "implicit-first", "implicit-best", "best fit for first fit"},
    {"order", "explicit-lifo", "explicit-fifo",
     "the block freed first comes first, not last"},
    {"order", "explicit-lifo", "explicit-address",
     "the list is in address order, not by last use"},
    {"order", "segregated-fine", "segregated-fine-fifo",
     "the block freed first comes first, not last"},
    {"order", "segregated-fine", "segregated-fine-address",
     "the lists are in address order, not by last use"},
    {"coalescing", "explicit-lifo", "explicit-deferred", "coalescing is deferred"},
    {"coalescing", "explicit-lifo", "explicit-uncoalesced", "there is no coalescing"},
    {"coalescing", "implicit-first", "implicit-deferred", "coalescing is deferred"},
    {"coalescing", "implicit-first", "implicit-uncoalesced", "there is no coalescing"},
    {"splitting", "explicit-lifo", "explicit-threshold",
     "small remainders are not split off"},
    {"splitting", "explicit-lifo", "explicit-unsplit", "there is no splitting"},
    {"footers", "explicit-lifo", "explicit-footers", "every block has a footer"},
    {"footers", "implicit-first", "implicit-footers", "every block has a footer"},
    {"lists", "explicit-lifo", "segregated-power",
     "a list for each power of two, not one for all"},
    {"lists", "explicit-lifo", "segregated-fine",
     "four lists for each power of two, not one for all"},
    {"lists", "explicit-best", "segregated-power-best",
     "a list for each power of two, not one for all"},
    {"lists", "explicit-best", "segregated-fine-best",
     "four lists for each power of two, not one for all"},
    {"structure", "implicit-best", "explicit-address-best",
     "a list of the free blocks for a walk over all"},
    {"structure", "implicit-best", "tree-best", "a tree for a walk over all blocks"},
    {"style", "segregated-fine", "mark-sweep", "what is free is found out, not told"},
    {"style", "segregated-fine", "mark-sweep-lazy",
     "what is free is found out, and freed as far as a request needs it"},
    {"growth", "explicit-lifo", "explicit-chunk", "the heap grows by a page or more"},
    {"growth", "segregated-fine-best", "segregated-chunk",
     "the heap grows by a page or more"}};

enum { PAIRS = sizeof pairs / sizeof pairs[0] };

static size_t add(char **names, size_t count, const char *name)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return count;
    names[count] = duplicate(name);
    return count + 1;
}

char **axis_allocators(const char *axis, size_t *count)
{
    char **names = allocate(2 * PAIRS, sizeof *names);

    *count = 0;
    for (size_t i = 0; i < PAIRS; i++)
        if (strcmp(pairs[i].axis, axis) == 0) {
            *count = add(names, *count, pairs[i].usual);
            *count = add(names, *count, pairs[i].other);
        }
    if (*count > 0)
        return names;
    free(names);
    return NULL;
}

char *axis_names(void)
{
    char *names = duplicate(pairs[0].axis);

    for (size_t i = 1; i < PAIRS; i++)
        if (strcmp(pairs[i].axis, pairs[i - 1].axis) != 0) {
            char *more = format("%s, %s", names, pairs[i].axis);
            free(names);
            names = more;
        }
    return names;
}

static const struct score *find(const char *name, const struct score *scores,
                                size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(scores[i].allocator, name) == 0)
            return &scores[i];
    return NULL;
}

/* Half of the 95 % interval of the logarithm of its speed. */
static double log_spread(const struct score *score)
{
    return log(score->speed_hi / score->speed);
}

static void print_speed(const struct score *usual, const struct score *other)
{
    double ratio = other->speed / usual->speed;
    double spread = exp(hypot(log_spread(usual), log_spread(other)));

    printf(", speed %.3f instead of %.3f (%.2f times, %.2f-%.2f)", other->speed,
           usual->speed, ratio, ratio / spread, ratio * spread);
}

/* The trace whose utilization has changed most, if one has. */
static void print_most_changed(const struct score *usual, const struct score *other)
{
    const char *trace = NULL;
    double before = 0, now = 0;

    for (size_t i = 0; i < usual->count; i++) {
        double u = result_utilization(&usual->results[i]);
        double v = result_utilization(&other->results[i]);
        if (fabs(v - u) <= fabs(now - before))
            continue;
        before = u;
        now = v;
        trace = usual->results[i].trace;
    }
    if (trace)
        printf("\n    most on %s: %.1f %% instead of %.1f %%", trace, 100 * now,
               100 * before);
}

static void print_pair(const struct pair *pair, const struct score *usual,
                       const struct score *other)
{
    printf("  %s for %s: %s:\n", pair->other, pair->usual, pair->difference);
    printf("    utilization %.1f %% instead of %.1f %% (%+.1f points)",
           100 * other->utilization, 100 * usual->utilization,
           100 * (other->utilization - usual->utilization));
    if (usual->has_speed && other->has_speed)
        print_speed(usual, other);
    print_most_changed(usual, other);
    putchar('\n');
}

void axis_print(const char *axis, const struct score *scores, size_t count)
{
    printf("\n%s:\n", axis);
    for (size_t i = 0; i < PAIRS; i++) {
        const struct score *usual = find(pairs[i].usual, scores, count);
        const struct score *other = find(pairs[i].other, scores, count);
        if (strcmp(pairs[i].axis, axis) == 0 && usual && other)
            print_pair(&pairs[i], usual, other);
    }
}
