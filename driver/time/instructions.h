#ifndef INSTRUCTIONS_H
#define INSTRUCTIONS_H

#include "time/bench.h"
#include "time/measure.h"

#include <stdio.h>

/*
 * instructions.h - The deterministic yardstick: instructions instead of time.
 *
 * What is counted is one warm replay, with mm_init and the replay's own loop, outside the
 * system. The machine's counter counts where there is one that we may use, else
 * valgrind's callgrind, under which the driver starts itself.
 */

/* "hardware counters" or "valgrind's callgrind"; NULL where there is neither. */
const char *instructions_counter(void);

/* Sets result->instructions of each contestant, its own_instructions, which without
 * callgrind are the same, and as the reference's the first one's. Where counting fails
 * they stay 0. */
void instructions_count(const struct trace *trace, struct contestant *contestants,
                        size_t count);

/* The same in two steps, so that several traces are counted at the same time; with
 * `own` by callgrind, wherever there is valgrind. The struct is instructions.c's. */
struct counting {
    const struct trace *trace;
    struct contestant *contestants;
    size_t count;
    char *command;
    FILE *answer;
};

struct counting instructions_start(const struct trace *trace,
                                   struct contestant *contestants, size_t count,
                                   bool own);
void instructions_finish(struct counting *c);

/* The driver under valgrind: prints what each of the allocators needs for the trace of
 * this path, collecting or told what is free, as lines for instructions_count. */
void instructions_serve(const char *path, char *const *allocators, size_t count,
                        bool collects);

/* What is counted. Callgrind finds it by its name. */
void instructions_replay(const struct bench *b) __attribute__((noinline));

#endif
