/*
 * failures.c - What went wrong in a run.
 */

#include "report/failures.h"

#include "config.h"
#include "report/next.h"
#include "report/report.h"
#include "trace/trace.h"

#include <stdlib.h>
#include <string.h>

static size_t count_failures(const struct result *results, size_t count)
{
    size_t failures = 0;

    for (size_t i = 0; i < count; i++)
        failures += results[i].message != NULL;
    return failures;
}

/* The same failure, before any request? Then it is so on every trace. */
static bool is_same(const struct result *a, const struct result *b)
{
    return a->message && b->message && a->line == 0 &&
           strcmp(a->message, b->message) == 0;
}

/* How many differ. */
static size_t count_kinds(const struct result *results, size_t count)
{
    size_t kinds = 0;

    for (size_t i = 0; i < count; i++) {
        size_t first = 0;
        while (first < i && !is_same(&results[i], &results[first]))
            first++;
        kinds += results[i].message && first == i;
    }
    return kinds;
}

/* Has none like it been told, and not too many others? */
static bool is_worth_telling(const struct result *results, size_t count, size_t i)
{
    for (size_t j = 0; j < count; j++)
        if (j != i && is_same(&results[i], &results[j]))
            return false;
    return count_kinds(results, count) <= FAILURES_SHOWN;
}

/* With the first offset, what offsets count from. */
static void explain_offsets(const struct result *r)
{
    static bool explained;
    bool offset = strstr(r->message, " into the heap") ||
                  (r->detail && strstr(r->detail, " into the heap"));

    if (offset && !explained)
        report_heap_begin();
    explained = explained || offset;
}

void failures_tell(struct result *results, size_t count, size_t i, int verbose)
{
    struct result *r = &results[i];

    if (r->message && !verbose && !is_worth_telling(results, count, i))
        return;
    report_trouble(r, verbose);
    if (r->message && count_failures(results, count) == 1)
        next_print(r);
    if (r->message)
        explain_offsets(r);
    free(r->output);
    r->output = NULL;
}

static size_t count_waste(const struct result *results, size_t count,
                          enum waste_kind kind)
{
    size_t traces = 0;

    for (size_t i = 0; i < count; i++)
        traces += results[i].waste && results[i].waste_kind == kind;
    return traces;
}

/* The kind that is told first of those that there are. That blocks are loose on one trace
 * of many may be a policy's price. */
static enum waste_kind worst_waste(const struct result *results, size_t count)
{
    bool is_loose = count_waste(results, count, LOOSE) > (count > 1);
    int kind = OVERGROWN;

    while (kind > 0 && (count_waste(results, count, (enum waste_kind)kind) == 0 ||
                        (kind == LOOSE && !is_loose)))
        kind--;
    return (enum waste_kind)kind;
}

static bool is_scored(const struct result *r)
{
    return r->weight > 0 && r->weight != REQUIRED;
}

/* Is it a better example: of a trace that is scored, or of a shorter one? */
static bool is_better(const struct result *a, const struct result *b)
{
    return is_scored(a) != is_scored(b) ? is_scored(a) : a->requests < b->requests;
}

/* Of the traces with the worst kind of waste the best example. */
static void tell_waste(const struct result *results, size_t count)
{
    const struct result *example = NULL;
    enum waste_kind worst = worst_waste(results, count);
    size_t traces = count_waste(results, count, worst);

    for (size_t i = 0; i < count; i++) {
        if (!results[i].waste || results[i].waste_kind != worst)
            continue;
        if (!example || is_better(&results[i], example))
            example = &results[i];
    }
    if (!example)
        return;
    report_waste(example, traces);
    next_print(example);
    report_heap_begin();
}

void failures_conclude(const struct result *results, size_t count, int verbose,
                       bool check_heap, bool alone)
{
    size_t kinds = count_kinds(results, count);
    size_t untold = count_failures(results, count) -
                    (kinds < FAILURES_SHOWN ? kinds : FAILURES_SHOWN);
    bool calloc_lacks = false, checkheap_lacks = false;

    if (untold > 0 && !verbose)
        report_more_failures(results[0].allocator, untold);
    for (size_t i = 0; i < count; i++) {
        calloc_lacks = calloc_lacks || results[i].lacks_calloc;
        checkheap_lacks = checkheap_lacks || results[i].lacks_checkheap;
    }
    if (alone && count_failures(results, count) == 0)
        tell_waste(results, count);
    if (calloc_lacks)
        report_lacking(results[0].allocator, "mm_calloc",
                       "mm_malloc and memset did its work");
    if (checkheap_lacks && check_heap)
        report_lacking(results[0].allocator, "mm_checkheap", "-D had nothing to call");
}
