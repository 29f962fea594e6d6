#ifndef BENCH_H
#define BENCH_H

#include "host/allocator.h"
#include "trace/trace.h"

#include <sys/types.h>

/*
 * bench.h - In a child: an allocator ready to be replayed without checks.
 *
 * Its heap is in memory before the first replay, and libc's malloc, which the driver
 * has used until then, is as if it had never freed anything.
 */

struct bench {
    const struct trace *trace;
    struct allocator *allocator; /* found, and not loaded */
    size_t heap;                 /* bytes of it to have in memory beforehand */
    int processor;               /* to run on, or -1 */
    void **payloads;             /* where bench_replay leaves them */
    double clock_cost;           /* seconds, to be taken off */
};

/* Loads the allocator and makes all else ready. False if it cannot be loaded. */
bool bench_prepare(struct bench *b);

/* One replay from an empty heap, mm_init included: seconds of this thread's time, without
 * what reading the clock costs. */
double bench_replay(struct bench *b);

/* The steady state: replays until they cause no page fault any more, and the fastest is
 * hardly improved on; config.h has the numbers. Seconds of the fastest. */
double bench_warm_up(struct bench *b);

/* Warms up, and then replays for so many seconds more: seconds of the fastest of these.
 * Those shorter than SHORT_REPLAY are timed several at once, if none of the trace's
 * payloads survive. Of those that take LONG_REPLAY there are two. The heap is as the last
 * has left it. */
double bench_fastest(struct bench *b, double seconds);

/* Frees what the replay has left, if the heap is not simulated: the next may follow. */
void bench_clean_up(struct bench *b);

/* Page faults that this process has had. */
long bench_faults(void);

/* Seconds of time that this thread has had. */
double bench_clock(void);

/* Likewise of another process. */
double bench_clock_of(pid_t process);

/* Nanoseconds since some moment, by a clock that is quick to read. */
double bench_now(void);

#endif
