/*
 * instructions.c - The deterministic yardstick.
 *
 * Addresses are the same in every run, libc's malloc has never freed anything, and a
 * replay is one path through the code: so the count is the same, to the instruction.
 * Under valgrind each child is counted by callgrind, which is switched on inside
 * instructions_replay alone and leaves its profile where the child prints.
 */

#include "time/instructions.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/text.h"
#include "config.h"
#include "host/isolate.h"
#include "host/replay.h"
#include "memlib.h"
#include "time/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { REPLAYS = 5, PATIENT = 100 /* times slower under valgrind */ };

#define COUNTED "counted"

void instructions_replay(const struct bench *b)
{
    b->allocator->host.init();
    replay(b->trace, &b->allocator->host, b->payloads);
}

static uint64_t count_once(struct bench *b, int counter)
{
    bench_clean_up(b);
    mem_reset_brk();
    platform_start_counter(counter);
    instructions_replay(b);
    return platform_stop_counter(counter);
}

/* An interrupt may add some: the least of several. */
static void count_by_hardware(void *argument, void *shared)
{
    struct bench *b = argument;
    uint64_t *least = shared;
    int counter = platform_open_counter();

    if (!bench_prepare(b))
        return;
    bench_replay(b);
    *least = count_once(b, counter);
    for (int i = 1; i < REPLAYS; i++) {
        uint64_t count = count_once(b, counter);
        *least = count < *least ? count : *least;
    }
}

static void count_by_callgrind(void *argument, void *shared)
{
    struct bench *b = argument;

    (void)shared;
    if (!bench_prepare(b))
        return;
    bench_replay(b);
    bench_clean_up(b);
    mem_reset_brk();
    instructions_replay(b);
}

static bool has_hardware(void)
{
    static int counter = -2;

    if (counter == -2)
        counter = platform_open_counter();
    return counter >= 0;
}

const char *instructions_counter(void)
{
    if (has_hardware())
        return "hardware counters";
    return system("command -v valgrind >/dev/null 2>&1") == 0 ? "valgrind's callgrind"
                                                              : NULL;
}

static uint64_t ask_hardware(const struct trace *trace, const struct contestant *c)
{
    struct bench bench = {trace, c->allocator, c->result->heap, -1, NULL, 0};
    struct child *child = isolate_start(count_by_hardware, &bench, sizeof(uint64_t));
    bool finished = isolate_resume(child, TIMEOUT).outcome == FINISHED;
    uint64_t count = finished ? *(uint64_t *)isolate_shared(child) : 0;

    isolate_end(child);
    return count;
}

/* What callgrind's profile, among what the child has printed, says of all. */
static unsigned long long total_of(struct child *child)
{
    char *text = isolate_printed(child, 0),
         *line = text ? strstr(text, "\ntotals: ") : NULL;
    unsigned long long total = 0;

    if (line)
        sscanf(line, " totals: %llu", &total);
    free(text);
    return total;
}

void instructions_serve(const char *path, char *const *allocators, size_t count,
                        bool collects)
{
    struct trace trace = trace_load(path);

    isolate_let_profile();
    for (size_t i = 0; i < count; i++) {
        struct allocator a = allocator_find(allocators[i]);
        a.collects = collects;
        struct bench bench = {&trace, &a, 0, -1, NULL, 0};
        struct child *child = isolate_start(count_by_callgrind, &bench, 1);
        if (isolate_resume(child, PATIENT * TIMEOUT).outcome == FINISHED) {
            isolate_resume(child, TIMEOUT); /* until its profile is written */
            dprintf(STDOUT_FILENO, COUNTED " %llu %s\n", total_of(child), a.spec);
        }
        isolate_end(child);
    }
}

static char *callgrind_command(const struct trace *trace,
                               const struct contestant *contestants, size_t count)
{
    char *folder = format("%s/mdriver", platform_folder());
    char *driver = quoted(folder), *path = quoted(trace->path);
    char *command = format(
        "valgrind -q --tool=callgrind --collect-atstart=no "
        "--toggle-collect=instructions_replay "
        "--callgrind-out-file=/proc/self/fd/1 "
        "%s --counting%s -f %s",
        driver, contestants[count - 1].allocator->collects ? " --collect" : "", path);

    for (size_t i = 0; i < count; i++) {
        char *spec = quoted(contestants[i].allocator->spec);
        char *longer = format("%s -a %s", command, spec);
        free(spec);
        free(command);
        command = longer;
    }
    free(folder);
    free(driver);
    free(path);
    return command;
}

static void note_count(struct contestant *contestants, size_t count, char *line)
{
    unsigned long long instructions;
    int start = 0;

    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, COUNTED " %llu %n", &instructions, &start) < 1)
        return;
    for (size_t i = 0; i < count; i++)
        if (strcmp(contestants[i].allocator->spec, line + start) == 0)
            contestants[i].result->instructions = instructions;
}

static void ask_callgrind(const struct trace *trace, struct contestant *contestants,
                          size_t count)
{
    char *command = callgrind_command(trace, contestants, count), *line = NULL;
    char *quiet = format("%s 2>/dev/null", command);
    FILE *answer = popen(quiet, "r");
    size_t room = 0;

    while (answer && getline(&line, &room, answer) > 0)
        note_count(contestants, count, line);
    if (answer)
        pclose(answer);
    if (contestants[0].result->instructions == 0)
        error_user("valgrind cannot count on %s; this shows why: %s", trace->path,
                   command);
    free(line);
    free(quiet);
    free(command);
}

void instructions_count(const struct trace *trace, struct contestant *contestants,
                        size_t count)
{
    if (!has_hardware())
        ask_callgrind(trace, contestants, count);
    for (size_t i = 0; i < count; i++) {
        struct result *r = contestants[i].result;
        if (has_hardware())
            r->instructions = ask_hardware(trace, &contestants[i]);
        r->reference_instructions = contestants[0].result->instructions;
    }
}
