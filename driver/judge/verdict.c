/*
 * verdict.c - From what a child has left, and how it ended, to a result.
 */

#include "judge/verdict.h"

#include "base/text.h"

#include <ctype.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/* "free: payload of ...": the operation or the phase, and the sentence. */
static char *whole_message(const struct trace *trace, enum phase phase, size_t request,
                           const char *sentence)
{
    static const char *const phases[PHASES] = {"",
                                               "mm_init: ",
                                               "at the end: ",
                                               "second replay: ",
                                               "filled up to mm_usable_size: ",
                                               "bare replay: ",
                                               "a failing mem_sbrk: ",
                                               "roots: ",
                                               "list: ",
                                               "tree: ",
                                               "cycles: ",
                                               "interior: ",
                                               "integers: ",
                                               "timing: "};

    if (request == NO_REQUEST)
        return format("%s%s", phases[phase], sentence);
    return format("%s%s: %s",
                  phase == REPLAYING || phase == STARTING ? "" : phases[phase],
                  trace_op(&trace->requests[request]), sentence);
}

/* C libraries agree on the names of the others. */
static const char *signal_name(int number)
{
    switch (number) {
    case SIGSEGV:
        return "segmentation fault";
    case SIGABRT:
        return "abort";
    case SIGFPE:
        return "Floating point exception";
    default:
        return strsignal(number);
    }
}

char *verdict_last_words(const struct ending *ending)
{
    switch (ending->outcome) {
    case CRASHED:
        return format("crashed (%s)", signal_name(ending->status));
    case EXITED:
        return format("exited with status %d in the middle of the run", ending->status);
    case TOO_SLOW:
        return format("too slow: it has come as far as this in %g seconds, and not to "
                      "the end (-s gives more)",
                      ending->seconds);
    default:
        return format("did not return within %g seconds", ending->seconds);
    }
}

size_t verdict_progress(const void *verdict)
{
    const struct progress *progress = &((const struct verdict *)verdict)->progress;

    return progress->request * PHASES + (size_t)progress->phase;
}

static void make_printable(char *p)
{
    for (; *p; p++)
        if (!isprint((unsigned char)*p) && *p != '\n')
            *p = '?';
}

void verdict_clean(struct verdict *verdict)
{
    verdict->message[sizeof verdict->message - 1] = '\0';
    verdict->detail[sizeof verdict->detail - 1] = '\0';
    for (const char *p = verdict->message; *p; p++)
        verdict->caught = verdict->caught && isprint((unsigned char)*p);
    make_printable(verdict->detail);
    for (int i = 0; i < WASTE_KINDS; i++) {
        struct waste *w = &verdict->wastes[i];
        w->detail[sizeof w->detail - 1] = '\0';
        make_printable(w->detail);
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

static enum failure failure_of(const struct verdict *verdict, const struct ending *ending)
{
    switch (ending->outcome) {
    case FINISHED:
        return verdict->kind ? verdict->kind : WRONG_ANSWER;
    case EXITED:
        return WRONG_ANSWER;
    case TIMED_OUT:
        return HANG;
    case TOO_SLOW:
        return SLOW;
    default: /* what was caught need not crash elsewhere */
        return verdict->kind == HARMFUL || verdict->caught ? HARMFUL : CRASH;
    }
}

/* Was it so at most looks? */
static bool is_usual(const struct waste *w)
{
    return w->looked >= 2 && w->missed > w->looked / 2;
}

/* And has it been so at so many looks until the end? */
static bool is_lasting(const struct waste *w, size_t looks)
{
    return w->streak >= looks;
}

/* Is there something to say of this kind? */
static bool is_told(const struct verdict *verdict, enum waste_kind kind, bool much)
{
    const struct waste *w = &verdict->wastes[kind];

    switch (kind) {
    case LOOSE:
        return is_lasting(w, 3) || (much && is_usual(w));
    case UNJOINED:
        return is_usual(w) || w->bytes > verdict->heap / 4;
    case CROWDED:
        return is_lasting(w, 1);
    case PASSED:
        return is_usual(w) || w->bytes > verdict->heap / 8;
    case LOST:
        return w->missed >= 2 && w->bytes > verdict->heap / 64;
    case OVERGROWN:
        return is_usual(w) && w->bytes > verdict->heap / 8;
    default:
        return much && is_usual(w);
    }
}

/* What there is to say of a valid one's waste: most of the heap is there only since then,
 * or free blocks are not joined, or not found. */
static void tell_waste(const struct verdict *verdict, const struct trace *trace,
                       struct result *r)
{
    bool much = verdict->heap / 2 > trace->peak;
    int kind = WASTE_KINDS - 1;

    while (kind >= 0 && !is_told(verdict, (enum waste_kind)kind, much))
        kind--;
    if (kind < 0)
        return;
    r->waste_kind = (enum waste_kind)kind;
    r->waste = with_size_names(verdict->wastes[kind].detail);
    note_request(r, trace, verdict->wastes[kind].request);
}

void verdict_tell(const struct verdict *verdict, const struct ending *ending,
                  const struct trace *trace, struct result *r)
{
    bool finished = ending->outcome == FINISHED;
    size_t request = finished ? verdict->request : verdict->progress.request;
    enum phase phase =
        verdict->progress.phase < PHASES ? verdict->progress.phase : LOADING;

    r->valid = finished && verdict->valid;
    r->simulated =
        phase == LOADING ? strcmp(r->allocator, "libc") != 0 : verdict->simulated;
    r->skipped = verdict->skipped;
    r->lacks_calloc = verdict->lacks_calloc;
    r->lacks_checkheap = verdict->lacks_checkheap;
    r->heap = verdict->heap;
    r->over_time = verdict->over_time;
    r->placement = verdict->placement;
    r->answers = verdict->answers;
    r->objected = finished && verdict->objected;
    r->exact = verdict->exact;
    r->apparent = verdict->apparent;
    if (r->valid)
        tell_waste(verdict, trace, r);
    if (r->valid)
        return;
    if (request >= trace->count)
        request = NO_REQUEST;
    char *sentence = finished || verdict->caught ? with_size_names(verdict->message)
                                                 : verdict_last_words(ending);
    r->failure = failure_of(verdict, ending);
    r->message = whole_message(trace, phase, request, sentence);
    r->detail = finished && verdict->detail[0] ? with_size_names(verdict->detail) : NULL;
    note_request(r, trace, request);
    free(sentence);
}
