/*
 * core.c - Has this thread the processor's core for itself at the moment?
 */

#include "time/core.h"

#include "base/interval.h"
#include "time/bench.h"

#include <stdint.h>

/* LINES: of the first cache, a half of the smallest ones. HOPS: some microseconds. */
enum { LINES = 256, HOPS = 1024, ADDITIONS = 4, TIMES = 101 };

struct line {
    struct line *next;
    uint64_t words[7];
};

/* The compiler must take it that the variable has been used and changed here. */
#define TOUCH(variable) __asm__ volatile("" : "+r"(variable))

static struct line lines[LINES];

/* One circle of all lines, in an order that is not that of their addresses. Source: Hull
 * and Dobell, Random number generators, 1962, on when such a sequence has all. */
static void link_lines(void)
{
    for (size_t i = 0; i < LINES; i++)
        lines[i].next = &lines[(5 * i + 3) % LINES];
}

/* Loads that wait for each other, additions that need not, and stores: nanoseconds. */
static double time_stretch(void)
{
    uint64_t a = 1, b = 2, c = 3, d = 4;
    struct line *line = lines;
    double start = bench_now();

    for (int i = 0; i < HOPS; i++) {
        line->words[0] = a;
        line->words[1] = b;
        for (int k = 0; k < ADDITIONS; k++) {
            TOUCH(a);
            TOUCH(b);
            TOUCH(c);
            TOUCH(d);
            a += a, b += b, c += c, d += d;
        }
        line = line->next;
        TOUCH(line);
    }
    TOUCH(c);
    TOUCH(d);
    return bench_now() - start;
}

double core_jitter(void)
{
    double times[TIMES];

    link_lines();
    time_stretch();
    for (size_t i = 0; i < TIMES; i++)
        times[i] = time_stretch();
    return interval_jitter(times, TIMES);
}
