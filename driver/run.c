/*
 * run.c - Trace by trace: every allocator is validated, and those that are valid are
 * timed.
 */

#include "run.h"

#include "base/error.h"
#include "base/progress.h"
#include "base/text.h"
#include "config.h"
#include "judge/fault.h"
#include "judge/validate.h"
#include "report/report.h"
#include "study/fragmentation.h"
#include "time/footprint.h"
#include "time/instructions.h"
#include "time/measure.h"
#include "trace/trace.h"

#include <ctype.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void validate_in_child(void *argument, void *shared)
{
    validate(argument, shared);
}

char *run_output(struct child *child, size_t from)
{
    char *text = allocate(OUTPUT_LIMIT + 1, 1);
    ssize_t length = pread(isolate_output(child), text, OUTPUT_LIMIT, (off_t)from);

    if (length > 0)
        return text;
    free(text);
    return NULL;
}

/* "free: payload of ...": the operation or the phase, and the sentence. */
static char *whole_message(const struct trace *trace, enum phase phase, size_t request,
                           const char *sentence)
{
    static const char *const phases[PHASES] = {"",
                                               "mm_init: ",
                                               "at the end: ",
                                               "second replay: ",
                                               "edge cases: ",
                                               "a failing mem_sbrk: ",
                                               "timing: "};

    if (request == NO_REQUEST)
        return format("%s%s", phases[phase], sentence);
    return format("%s%s: %s",
                  phase == REPEATING || phase == INJECTING ? phases[phase] : "",
                  trace_op(&trace->requests[request]), sentence);
}

static const char *signal_name(int number)
{
    switch (number) {
    case SIGSEGV:
        return "segmentation fault";
    case SIGABRT:
        return "abort";
    default:
        return strsignal(number);
    }
}

char *run_last_words(const struct ending *ending, double timeout)
{
    switch (ending->outcome) {
    case CRASHED:
        return format("crashed (%s)", signal_name(ending->status));
    case EXITED:
        return format("exited with status %d in the middle of the run", ending->status);
    default:
        return format("did not return within %g seconds", timeout);
    }
}

/* Copies what there is to say about the request: its line in the file, and what it was.
 */
static void note_request(struct result *r, const struct trace *trace, size_t request)
{
    int length;

    if (request >= trace->count)
        return;
    const char *line = trace_line(trace, request, &length);
    r->line = trace->lines[request];
    r->excerpt = format("%.*s", length, line);
}

/* What the child has left may be anything. */
static void clean(struct verdict *verdict)
{
    verdict->message[sizeof verdict->message - 1] = '\0';
    verdict->detail[sizeof verdict->detail - 1] = '\0';
    for (const char *p = verdict->message; *p; p++)
        verdict->caught = verdict->caught && isprint((unsigned char)*p);
    for (char *p = verdict->detail; *p; p++)
        if (!isprint((unsigned char)*p) && *p != '\n')
            *p = '?';
}

static void judge(struct result *r, const struct trace *trace,
                  const struct verdict *verdict, const struct ending *ending,
                  double timeout)
{
    bool finished = ending->outcome == FINISHED;
    size_t request = finished ? verdict->request : verdict->progress.request;
    enum phase phase =
        verdict->progress.phase < PHASES ? verdict->progress.phase : LOADING;

    r->valid = finished && verdict->valid;
    r->simulated = r->valid ? verdict->simulated : strcmp(r->allocator, "libc") != 0;
    r->lacks_calloc = verdict->lacks_calloc;
    r->heap = verdict->heap;
    r->over_time = verdict->over_time;
    r->placement = verdict->placement;
    if (r->valid)
        return;
    if (request >= trace->count)
        request = NO_REQUEST;
    char *sentence = finished || verdict->caught ? duplicate(verdict->message)
                                                 : run_last_words(ending, timeout);
    r->message = whole_message(trace, phase, request, sentence);
    r->detail = finished && verdict->detail[0] ? duplicate(verdict->detail) : NULL;
    note_request(r, trace, request);
    free(sentence);
}

/* In the driver's own process, for a debugger: a crash is the driver's. */
static struct result validate_here(const struct options *options,
                                   const struct trace *trace,
                                   const struct validation *validation, struct result r)
{
    struct verdict verdict = {.valid = false};
    struct ending ending = {FINISHED, 0};

    validate(validation, &verdict);
    judge(&r, trace, &verdict, &ending, options->timeout);
    return r;
}

struct result run_validation(const struct options *options, const struct trace *trace,
                             struct allocator *a)
{
    struct result r = {.allocator = a->name,
                       .spec = a->spec,
                       .trace = duplicate(trace->name),
                       .path = trace->path,
                       .weight = trace->weight,
                       .requests = trace->count,
                       .peak = trace->peak};
    struct validation validation = {.trace = trace,
                                    .allocator = a,
                                    .check_heap = options->check_heap,
                                    .thorough = options->thorough,
                                    .break_at = options->break_at,
                                    .inject = options->inject};
    if (options->no_fork)
        return validate_here(options, trace, &validation, r);
    struct child *child =
        isolate_start(validate_in_child, &validation, sizeof(struct verdict));
    double seconds = options->timeout * (options->thorough ? THOROUGH_PATIENCE : 1);
    struct ending ending = isolate_resume(child, seconds);
    struct verdict verdict = *(struct verdict *)isolate_shared(child);

    clean(&verdict);
    judge(&r, trace, &verdict, &ending, seconds);
    if (ending.outcome == CRASHED || ending.outcome == TIMED_OUT)
        r.detail = fault_tell(a, &verdict);
    r.output = run_output(child, 0);
    isolate_end(child);
    return r;
}

/* How fast, and how many instructions: the reference first, then everybody who is valid
 * on this trace. */
static void race(const struct options *options, struct run *run,
                 const struct trace *trace, size_t column, struct allocator *reference)
{
    struct contestant *contestants =
        allocate(run->allocator_count + 1, sizeof *contestants);
    struct result unseen = run_validation(options, trace, reference);
    size_t count = 0;

    if (!unseen.valid)
        error_user("the reference %s is not valid on %s: %s", reference->name,
                   trace->path, unseen.message);
    contestants[count++] = (struct contestant){reference, &unseen};
    for (size_t i = 0; i < run->allocator_count; i++) {
        struct result *r = &run->results[i * run->trace_count + column];
        if (r->valid)
            contestants[count++] = (struct contestant){&run->allocators[i], r};
    }
    if (count > 1 && !options->check_only)
        measure(trace, contestants, count, options->budget);
    if (count > 1 && options->instructions)
        instructions_count(trace, contestants, count);
    free(contestants);
}

/* The first few failures of an allocator; --verbose tells all. */
static void tell_trouble(const struct options *options, const struct run *run, size_t row,
                         size_t column)
{
    const struct result *results = &run->results[row * run->trace_count];
    size_t failures = 0;

    for (size_t i = 0; i <= column; i++)
        failures += !results[i].valid;
    if (results[column].valid || failures <= FAILURES_SHOWN || options->verbose)
        report_trouble(&results[column], options->verbose);
}

static void note_footprint(const struct options *options, struct result *r,
                           const struct trace *trace, struct allocator *a)
{
    if (r->valid && !r->simulated)
        r->resident = footprint(trace, a, options->timeout);
}

static void run_trace(const struct options *options, struct run *run, size_t column,
                      struct allocator *reference)
{
    struct trace trace = trace_load(options->traces[column]);

    for (size_t i = 0; i < run->allocator_count; i++) {
        progress_show("[%zu/%zu] %s: checking %s", column + 1, run->trace_count,
                      trace.name, run->allocators[i].name);
        run->results[i * run->trace_count + column] =
            run_validation(options, &trace, &run->allocators[i]);
        note_footprint(options, &run->results[i * run->trace_count + column], &trace,
                       &run->allocators[i]);
    }
    for (size_t i = 0; i < run->allocator_count && options->fragmentation; i++) {
        struct result *r = &run->results[i * run->trace_count + column];
        if (r->valid && r->simulated)
            fragmentation_find(&trace, &run->allocators[i], options->timeout, r);
    }
    if (!options->check_only || options->instructions) {
        progress_show("[%zu/%zu] %s: timing", column + 1, run->trace_count, trace.name);
        race(options, run, &trace, column, reference);
    }
    for (size_t i = 0; i < run->allocator_count; i++)
        tell_trouble(options, run, i, column);
    trace_free(&trace);
}

struct run run_all(const struct options *options)
{
    struct run run = {.allocator_count = options->allocator_count,
                      .trace_count = options->trace_count};
    struct allocator reference = allocator_find(options->reference);

    run.allocators = allocate(run.allocator_count, sizeof *run.allocators);
    run.results = allocate(run.allocator_count * run.trace_count, sizeof *run.results);
    for (size_t i = 0; i < run.allocator_count; i++)
        run.allocators[i] = allocator_find(options->allocators[i]);
    for (size_t i = 0; i < run.trace_count; i++)
        run_trace(options, &run, i, &reference);
    progress_clear();
    return run;
}
