/*
 * mdriver.c - Replays traces on allocators, checks every answer, and scores them.
 *
 *     options -> run (trace by trace: validate, measure) -> results -> scores -> report
 */

#include "base/error.h"
#include "base/platform.h"
#include "commandline.h"
#include "config.h"
#include "debug/grade.h"
#include "debug/shrink.h"
#include "debug/step.h"
#include "debug/stop.h"
#include "findings.h"
#include "host/isolate.h"
#include "manual.h"
#include "memlib.h"
#include "options.h"
#include "report/report.h"
#include "result/score.h"
#include "run.h"
#include "time/instructions.h"
#include "time/overhead.h"

static struct score *score_all(const struct options *options, const struct run *run)
{
    struct score *scores = allocate(run->allocator_count, sizeof *scores);

    for (size_t i = 0; i < run->allocator_count; i++)
        scores[i] = score_of(options->formula, &run->results[i * run->trace_count],
                             run->trace_count);
    return scores;
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

static int replay_and_report(const struct options *options)
{
    if (options->checks.break_at)
        stop_check(options->traces[0], options->checks.break_at);
    struct findings found = findings_expect(options);

    found.run = run_all(options);
    found.scores = score_all(options, &found.run);
    found.status = exit_status(found.scores, found.run.allocator_count);
    findings_report(&found);
    return found.status;
}

static int grade_checkers(const struct options *options)
{
    struct examination what = {options->grade_checker, options->traces,
                               options->trace_count, options->checks, options->verbose};
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
    else if (options->overhead && options->apart)
        report_overhead_apart(overhead_of_request(
            options->allocator_count > 0 ? options->allocators[0] : "mm"));
    else if (options->overhead)
        report_overhead(overhead_of_replay());
    else if (options->counting)
        instructions_serve(options->traces[0], options->allocators,
                           options->allocator_count, options->checks.collect != NULL);
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

/* Of valgrind, or of another machine. Time means nothing there, and memory that is
 * reserved costs. */
static void suit_emulator(struct options *options)
{
    if (options->apart)
        error_user("--apart does not run under valgrind or an emulator");
    options->check_only = !options->counting;
    options->checks.slowed = true;
    options->checks.timeout *= VALGRIND_PATIENCE;
    mem_set_reservation(VALGRIND_RESERVATION);
}

int main(int argc, char **argv)
{
    platform_settle(argv);
    struct options options = commandline_read(argc, argv);
    if (platform_in_valgrind() || platform_is_emulated())
        suit_emulator(&options);
    if (options.checks.collect)
        isolate_limit_stack(COLLECTOR_STACK);
    int status = run_as_told(&options);

    report_finish();
    return options.left_out ? USER_ERROR : status;
}
