/*
 * step.c - Requests by hand: reads lines, has them performed, and tells what came.
 *
 * The allocator lives in a child (session.c). Replays are deterministic: when the child
 * dies, or a command is taken back, a new one repeats all commands before it, and the
 * heap is as it was.
 */

#include "debug/step.h"

#include "base/error.h"
#include "base/text.h"
#include "debug/session.h"
#include "host/admit.h"
#include "host/allocator.h"
#include "host/isolate.h"
#include "judge/fault.h"
#include "report/report.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A command that changed the heap. */
struct past {
    char *line;
    size_t number;
};

struct stepper {
    const struct checks *checks;
    struct allocator allocator;
    struct trace trace;
    struct session_setup setup;
    struct child *child;
    struct exchange *exchange;
    struct past *past;
    size_t past_count;
    size_t number; /* of the line */
    size_t shown;  /* bytes of what the allocator has printed */
    int status;
};

static void show_output(struct stepper *s, bool quiet)
{
    char *text = isolate_printed(s->child, s->shown);

    if (!text)
        return;
    s->shown += strlen(text);
    if (!quiet)
        report_output(s->allocator.name, text, 2);
    free(text);
}

static void show_reply(const struct stepper *s)
{
    char *reply = with_size_names(s->exchange->reply);

    report_text(reply);
    free(reply);
}

/* Resumes the child until it waits for a line, or is no more. */
static struct ending resume(struct stepper *s, bool quiet)
{
    struct ending ending;

    do {
        ending = isolate_resume(s->child, s->checks->timeout);
        show_output(s, quiet);
        s->exchange->reply[sizeof s->exchange->reply - 1] = '\0';
        if (!quiet)
            show_reply(s);
        s->exchange->reply[0] = '\0';
        s->exchange->used = 0;
    } while (ending.outcome == YIELDED && s->exchange->more);
    return ending;
}

/* Why there is no child any more. */
static void tell_ending(struct stepper *s, const struct ending *ending)
{
    struct verdict verdict = s->exchange->verdict;
    char *where = fault_tell(&s->allocator, &verdict);
    char *sentence = ending->outcome == FINISHED || verdict.caught
                         ? duplicate(verdict.message)
                         : verdict_last_words(ending);

    report_step_failure(s->allocator.name, s->exchange->place, sentence, where);
    free(sentence);
    free(where);
}

/* False if the allocator cannot even be loaded and started. */
static bool start(struct stepper *s)
{
    s->child = isolate_start(session_run, &s->setup, sizeof *s->exchange);
    s->exchange = isolate_shared(s->child);
    s->shown = 0;
    struct ending ending = resume(s, s->past_count > 0);
    if (ending.outcome == YIELDED && s->exchange->verdict.valid)
        return true;
    if (ending.outcome == YIELDED)
        ending.outcome = FINISHED;
    tell_ending(s, &ending);
    s->status = SOME_INVALID;
    return false;
}

static struct ending ask(struct stepper *s, const char *line, size_t number, bool quiet)
{
    snprintf(s->exchange->line, sizeof s->exchange->line, "%s", line);
    s->exchange->number = number;
    return resume(s, quiet);
}

/* A new child, and in it all that was done before. */
static bool restart(struct stepper *s)
{
    isolate_end(s->child);
    bool good = start(s);
    for (size_t i = 0; i < s->past_count && good; i++)
        good = ask(s, s->past[i].line, s->past[i].number, true).outcome == YIELDED;
    return good;
}

static bool undo(struct stepper *s)
{
    if (s->past_count == 0) {
        report_text("there is nothing to take back\n");
        return true;
    }
    struct past last = s->past[--s->past_count];
    report_step_back(last.line);
    free(last.line);
    return restart(s);
}

static bool is_word(const char *line, const char *word)
{
    line += strspn(line, " \t");
    return strncmp(line, word, strlen(word)) == 0 &&
           line[strlen(word) + strspn(line + strlen(word), " \t\r")] == '\0';
}

static bool changes_heap(const char *line)
{
    return !is_word(line, "print") && !is_word(line, "p") && !is_word(line, "check") &&
           line[strspn(line, " \t\r")] != '\0' && line[strspn(line, " \t\r")] != '#';
}

static void remember(struct stepper *s, const char *line)
{
    s->past = realloc(s->past, (s->past_count + 1) * sizeof *s->past);
    if (!s->past)
        error_system("no memory");
    s->past[s->past_count++] = (struct past){duplicate(line), s->number};
}

/* False when the session cannot go on. */
static bool perform(struct stepper *s, const char *line)
{
    struct ending ending = ask(s, line, s->number, false);

    if (ending.outcome != YIELDED) {
        tell_ending(s, &ending);
        report_text("    the heap is as it was before\n");
        s->status = SOME_INVALID;
        return restart(s);
    }
    if (s->exchange->mood == MISTAKEN) {
        if (!isatty(STDIN_FILENO))
            s->status = USER_ERROR;
        return isatty(STDIN_FILENO);
    }
    if (s->exchange->mood == FAILED)
        s->status = SOME_INVALID;
    if (changes_heap(line))
        remember(s, line);
    return true;
}

/* False at the end of the session. */
static bool obey(struct stepper *s, const char *line)
{
    if (is_word(line, "quit") || is_word(line, "q") || is_word(line, "exit"))
        return false;
    if (is_word(line, "undo"))
        return undo(s);
    if (!is_word(line, "help"))
        return perform(s, line);
    report_text(session_help);
    return true;
}

/* The next line, without its end; the caller frees it. NULL if there is none. */
static char *read_line(const struct stepper *s)
{
    char *line = NULL;
    size_t room = 0;

    if (isatty(STDIN_FILENO))
        report_prompt(s->allocator.name);
    if (getline(&line, &room, stdin) < 0) {
        free(line);
        return NULL;
    }
    line[strcspn(line, "\r\n")] = '\0';
    return line;
}

int step(const char *allocator, const char *trace, const struct checks *checks)
{
    struct stepper s = {.checks = checks, .allocator = admit(allocator, false)};
    char *line;

    if (trace)
        s.trace = trace_load(trace);
    s.number = trace_line_count(&s.trace);
    s.setup = (struct session_setup){&s.allocator, &s.trace, checks->check_heap};
    bool going = start(&s);
    if (going && isatty(STDIN_FILENO))
        report_text("an empty heap; help lists the commands\n");
    while (going && (line = read_line(&s))) {
        s.number++;
        going = obey(&s, line);
        free(line);
    }
    isolate_end(s.child);
    return s.status;
}
