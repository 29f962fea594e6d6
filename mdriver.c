/*
 * mdriver.c - Replays traces on allocators, checks every answer, and scores them.
 *
 *     options -> run (trace by trace: validate, measure) -> results -> scores -> report
 */

#include "base/error.h"
#include "base/platform.h"
#include "commandline.h"
#include "debug/grade.h"
#include "debug/shrink.h"
#include "debug/step.h"
#include "manual.h"
#include "options.h"
#include "report/advice.h"
#include "report/axis.h"
#include "report/matrix.h"
#include "report/report.h"
#include "report/table.h"
#include "result/json.h"
#include "result/score.h"
#include "result/tsv.h"
#include "run.h"
#include "study/firsttouch.h"
#include "study/fragmentation.h"
#include "study/growth.h"
#include "study/history.h"
#include "study/latency.h"
#include "time/instructions.h"
#include "time/overhead.h"

#include <stdlib.h>

static struct score *score_all(const struct options *options, const struct run *run)
{
    struct score *scores = allocate(run->allocator_count, sizeof *scores);

    for (size_t i = 0; i < run->allocator_count; i++)
        scores[i] = score_of(options->formula, &run->results[i * run->trace_count],
                             run->trace_count);
    return scores;
}

/* A line for each trace of a single allocator, a line for each of several. */
static void report_run(const struct options *options, const struct run *run,
                       struct score *scores)
{
    if (run->allocator_count == 1 || options->verbose)
        for (size_t i = 0; i < run->allocator_count; i++)
            table_traces(&run->results[i * run->trace_count], run->trace_count);
    qsort(scores, run->allocator_count, sizeof *scores, score_compare);
    table_scores(scores, run->allocator_count, options->reference, options->formula);
    table_noise(scores, run->allocator_count);
}

static int exit_status(const struct score *scores, size_t count)
{
    bool noisy = false;

    for (size_t i = 0; i < count; i++) {
        if (scores[i].failures)
            return SOME_INVALID;
        noisy = noisy || score_is_noisy(&scores[i]);
    }
    return noisy ? TOO_NOISY : ALL_VALID;
}

/* A study looks at one allocator and its results on all traces. */
static void study_all(void (*print)(struct allocator *, const struct result *, size_t,
                                    double),
                      const struct options *options, const struct run *run)
{
    for (size_t i = 0; i < run->allocator_count; i++)
        print(&run->allocators[i], &run->results[i * run->trace_count], run->trace_count,
              options->checks.timeout);
}

static int replay_and_report(const struct options *options)
{
    size_t count = 0;
    struct result *earlier = options->diff ? tsv_read(options->diff, &count) : NULL;

    if (options->tsv)
        tsv_write_unfinished(options->tsv, options->allocators, options->allocator_count,
                             options->traces, options->trace_count);
    if (options->json)
        json_begin(options->json);
    struct run run = run_all(options);
    struct score *scores = score_all(options, &run);
    if (options->tsv)
        tsv_write(options->tsv, scores, run.allocator_count);
    if (options->json)
        json_write(options->json, scores, run.allocator_count,
                   exit_status(scores, run.allocator_count) == TOO_NOISY);
    report_run(options, &run, scores);
    if (options->timeline || options->heapmap)
        history_write(options->timeline, options->heapmap, run.allocators, run.results,
                      run.allocator_count, options->checks.timeout);
    if (options->by_trace || options->ceiling)
        matrix_print(scores, run.allocator_count, options->ceiling);
    if (options->latency)
        study_all(latency_print, options, &run);
    if (options->first_touch)
        study_all(firsttouch_print, options, &run);
    if (options->growth)
        study_all(growth_print, options, &run);
    if (options->fragmentation)
        fragmentation_print(scores, run.allocator_count, options->verbose);
    if (options->axis)
        axis_print(options->axis, scores, run.allocator_count);
    for (size_t i = 0; i < run.allocator_count && options->explain; i++)
        advice_explain(options->formula, &scores[i]);
    for (size_t i = 0; i < run.allocator_count && options->diff; i++)
        advice_compare(&scores[i], earlier, count, options->diff);
    if (options->autolab)
        report_autolab(scores, run.allocator_count);
    return exit_status(scores, run.allocator_count);
}

static int grade_checkers(const struct options *options)
{
    struct examination what = {options->traces, options->trace_count, options->checks,
                               options->verbose};
    int status = ALL_VALID;

    for (size_t i = 0; i < options->allocator_count; i++)
        if (!grade_checker(&what, options->allocators[i]))
            status = SOME_INVALID;
    return status;
}

static int shrink_all(const struct options *options)
{
    struct shrinking what = {options->traces, options->trace_count, options->checks,
                             *options->shrink ? options->shrink : NULL, options->verbose};
    int status = ALL_VALID;

    for (size_t i = 0; i < options->allocator_count; i++)
        if (shrink(&what, options->allocators[i]))
            status = SOME_INVALID;
    return status;
}

static int run_as_told(const struct options *options)
{
    if (options->help)
        report_text(manual_text(options->help));
    else if (options->list)
        report_list();
    else if (options->overhead)
        report_overhead(overhead_of_replay());
    else if (options->counting)
        instructions_serve(options->traces[0], options->allocators,
                           options->allocator_count);
    else if (options->step)
        return step(options->allocators[0],
                    options->trace_count > 0 ? options->traces[0] : NULL,
                    &options->checks);
    else if (options->grade_checker)
        return grade_checkers(options);
    else if (options->shrink)
        return shrink_all(options);
    else
        return replay_and_report(options);
    return ALL_VALID;
}

int main(int argc, char **argv)
{
    platform_settle(argv);
    struct options options = commandline_read(argc, argv);
    int status = run_as_told(&options);

    report_finish();
    return status;
}
