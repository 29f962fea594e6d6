/*
 * processor.c - Which processor are replays timed on?
 */

#include "time/processor.h"

#include "base/platform.h"
#include "time/bench.h"

#include <stdbool.h>
#include <sys/resource.h>

static const double LEAST_SHARE = 0.25;

/* Seconds of any processor that this process has had, or its children that have ended. */
static double seconds_had(int whose)
{
    struct rusage usage;

    getrusage(whose, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           1e-6 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

int processor_choose(void)
{
    static int processor = -1;
    static double clock, had;
    double clock_before = clock, had_before = had;

    clock = 1e-9 * bench_now();
    had = seconds_had(RUSAGE_SELF) + seconds_had(RUSAGE_CHILDREN);
    bool is_first = processor < 0;
    bool starved = had - had_before < LEAST_SHARE * (clock - clock_before);
    if (is_first || starved)
        processor = platform_idlest_processor();
    if (!is_first && starved)
        platform_pin(processor);
    return processor;
}
