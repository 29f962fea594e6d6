/*
 * failures.c - What went wrong in a run.
 */

#include "report/failures.h"

#include "config.h"
#include "report/next.h"
#include "report/report.h"

#include <stdlib.h>
#include <string.h>

static size_t count_failures(const struct result *results, size_t count)
{
    size_t failures = 0;

    for (size_t i = 0; i < count; i++)
        failures += results[i].message != NULL;
    return failures;
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
    size_t failures = count_failures(results, count);

    if (r->message && failures > FAILURES_SHOWN && !verbose)
        return;
    report_trouble(r, verbose);
    if (r->message && failures == 1)
        next_print(r);
    if (r->message)
        explain_offsets(r);
    free(r->output);
    r->output = NULL;
}

void failures_conclude(const struct result *results, size_t count, int verbose,
                       bool check_heap)
{
    size_t failures = count_failures(results, count);
    bool calloc_lacks = false, checkheap_lacks = false;

    if (failures > FAILURES_SHOWN && !verbose)
        report_more_failures(results[0].allocator, failures - FAILURES_SHOWN);
    for (size_t i = 0; i < count; i++) {
        calloc_lacks = calloc_lacks || results[i].lacks_calloc;
        checkheap_lacks = checkheap_lacks || results[i].lacks_checkheap;
    }
    if (calloc_lacks)
        report_lacking(results[0].allocator, "mm_calloc",
                       "mm_malloc and memset did its work");
    if (checkheap_lacks && check_heap)
        report_lacking(results[0].allocator, "mm_checkheap", "-D had nothing to call");
}
