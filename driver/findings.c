/*
 * findings.c - The table of reports: to add one takes its module and a row here.
 */

#include "findings.h"

#include "base/error.h"
#include "page/page.h"
#include "report/advice.h"
#include "report/axis.h"
#include "report/garbage.h"
#include "report/matrix.h"
#include "report/report.h"
#include "report/table.h"
#include "result/json.h"
#include "result/score.h"
#include "result/tsv.h"
#include "study/firsttouch.h"
#include "study/fragmentation.h"
#include "study/growth.h"
#include "study/history.h"
#include "study/latency.h"

#include <stdlib.h>

struct findings findings_expect(const struct options *options)
{
    struct findings found = {.options = options};

    if (options->diff)
        found.earlier = tsv_read(options->diff, &found.earlier_count);
    if (options->tsv)
        tsv_write_unfinished(options->tsv, options->allocators, options->allocator_count,
                             options->traces, options->trace_count);
    if (options->json)
        json_begin(options->json);
    return found;
}

static void write_tsv(struct findings *f)
{
    tsv_write(f->options->tsv, f->scores, f->run.allocator_count);
}

static void write_json(struct findings *f)
{
    json_write(f->options->json, f->scores, f->run.allocator_count,
               f->status == TOO_NOISY);
}

/* A line for each trace of a single allocator, a line for each of several. */
static void print_tables(struct findings *f)
{
    const struct run *run = &f->run;

    if (run->allocator_count == 1 || f->options->verbose)
        for (size_t i = 0; i < run->allocator_count; i++)
            table_traces(&run->results[i * run->trace_count], run->scored_count);
    qsort(f->scores, run->allocator_count, sizeof *f->scores, score_compare);
    table_scores(f->scores, run->allocator_count, f->options->reference,
                 f->options->formula);
    table_noise(f->scores, run->allocator_count);
}

static void print_garbage(struct findings *f)
{
    garbage_print(f->scores, f->run.allocator_count);
}

static void write_history(struct findings *f)
{
    history_write(f->options->timeline, f->options->heapmap, f->run.allocators,
                  f->run.results, f->run.allocator_count, f->options->checks.timeout);
}

static void write_page(struct findings *f)
{
    page_write(f->options->page, f->run.allocators, f->run.results,
               f->run.allocator_count, f->options->checks.timeout);
}

static void print_matrix(struct findings *f)
{
    matrix_print(f->scores, f->run.allocator_count, f->options->ceiling);
}

static void print_fragmentation(struct findings *f)
{
    fragmentation_print(f->scores, f->run.allocator_count, f->options->verbose);
}

static void print_axis(struct findings *f)
{
    axis_print(f->options->axis, f->scores, f->run.allocator_count);
}

static void print_explanation(struct findings *f)
{
    for (size_t i = 0; i < f->run.allocator_count; i++)
        advice_explain(f->options->formula, &f->scores[i]);
}

static void print_differences(struct findings *f)
{
    for (size_t i = 0; i < f->run.allocator_count; i++)
        advice_compare(&f->scores[i], f->earlier, f->earlier_count, f->options->diff);
}

static void print_autolab(struct findings *f)
{
    report_autolab(f->scores, f->run.allocator_count);
}

/* What is wanted is told by a function for all that was found, or by one for each
 * allocator and its results on all traces. */
struct row {
    bool wanted;
    void (*report)(struct findings *found);
    void (*study)(struct allocator *a, const struct result *results, size_t count,
                  double timeout);
};

static void tell(const struct row *row, struct findings *found)
{
    const struct run *run = &found->run;

    if (row->report)
        row->report(found);
    for (size_t i = 0; i < run->allocator_count && row->study; i++)
        row->study(&run->allocators[i], &run->results[i * run->trace_count],
                   run->scored_count, found->options->checks.timeout);
}

void findings_report(struct findings *found)
{
    const struct options *o = found->options;
    const struct row rows[] = {
        /* in the order of the output */
        {o->tsv != NULL, write_tsv, NULL},
        {o->json != NULL, write_json, NULL},
        {true, print_tables, NULL},
        {o->checks.collect != NULL, print_garbage, NULL},
        {o->timeline || o->heapmap, write_history, NULL},
        {o->page != NULL, write_page, NULL},
        {o->by_trace || o->ceiling, print_matrix, NULL},
        {o->latency, NULL, latency_print},
        {o->first_touch, NULL, firsttouch_print},
        {o->growth, NULL, growth_print},
        {o->fragmentation, print_fragmentation, NULL},
        {o->axis != NULL, print_axis, NULL},
        {o->explain, print_explanation, NULL},
        {o->diff != NULL, print_differences, NULL},
        {o->autolab, print_autolab, NULL},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].wanted)
            tell(&rows[i], found);
}
