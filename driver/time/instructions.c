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
#include "time/profile.h"

#include <inttypes.h>
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

static bool has_valgrind(void)
{
    return system("command -v valgrind >/dev/null 2>&1") == 0;
}

const char *instructions_counter(void)
{
    if (has_hardware())
        return "hardware counters";
    return has_valgrind() ? "valgrind's callgrind" : NULL;
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

/* Prints what the profile says, which is among what the child has printed. */
static void print_count(struct child *child, const struct allocator *a)
{
    char *text = isolate_printed(child, 0);
    struct profile profile = text ? profile_read(text) : (struct profile){0, 0};
    uint64_t own = a->path ? profile.own : profile.all; /* libc's is the C library */

    dprintf(STDOUT_FILENO, COUNTED " %" PRIu64 " %" PRIu64 " %s\n", profile.all, own,
            a->spec);
    free(text);
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
            print_count(child, &a);
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
        "--callgrind-out-file=/proc/self/fd/1 --compress-strings=no "
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
    uint64_t all, own;
    int start = 0;

    line[strcspn(line, "\n")] = '\0';
    if (sscanf(line, COUNTED " %" SCNu64 " %" SCNu64 " %n", &all, &own, &start) < 2)
        return;
    for (size_t i = 0; i < count; i++)
        if (strcmp(contestants[i].allocator->spec, line + start) == 0) {
            contestants[i].result->instructions = all;
            contestants[i].result->own_instructions = own;
        }
}

static void start_callgrind(struct counting *c)
{
    c->command = callgrind_command(c->trace, c->contestants, c->count);
    char *quiet = format("%s 2>/dev/null", c->command);

    c->answer = popen(quiet, "r");
    free(quiet);
}

static void finish_callgrind(struct counting *c)
{
    char *line = NULL;
    size_t room = 0;

    while (c->answer && getline(&line, &room, c->answer) > 0)
        note_count(c->contestants, c->count, line);
    if (c->answer)
        pclose(c->answer);
    if (c->contestants[0].result->instructions == 0)
        error_user("valgrind cannot count on %s; this shows why: %s", c->trace->path,
                   c->command);
    free(line);
}

struct counting instructions_start(const struct trace *trace,
                                   struct contestant *contestants, size_t count, bool own)
{
    struct counting c = {trace, contestants, count, NULL, NULL};

    if (!has_hardware() || (own && has_valgrind()))
        start_callgrind(&c);
    return c;
}

void instructions_finish(struct counting *c)
{
    if (c->command)
        finish_callgrind(c);
    for (size_t i = 0; i < c->count; i++) {
        struct result *r = c->contestants[i].result;
        if (!c->command)
            r->instructions = r->own_instructions =
                ask_hardware(c->trace, &c->contestants[i]);
        r->reference_instructions = c->contestants[0].result->instructions;
    }
    free(c->command);
}

void instructions_count(const struct trace *trace, struct contestant *contestants,
                        size_t count)
{
    struct counting c = instructions_start(trace, contestants, count, false);

    instructions_finish(&c);
}
