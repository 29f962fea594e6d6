/*
 * overhead.c - What the replay loop itself costs.
 */

#include "time/overhead.h"

#include "config.h"
#include "host/replay.h"
#include "time/bench.h"

#include <math.h>

static char *bump;

static void *bump_malloc(size_t n)
{
    char *p = bump;
    bump += (n + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    return p;
}

static void bump_free(void *p)
{
    (void)p;
}

double overhead_of_replay(void)
{
    enum { IDS = 500, ROUNDS = 2000 };
    static char heap[IDS * 64];
    static struct request requests[2 * IDS];
    void *payloads[IDS + 1] = {NULL};
    struct trace trace = {.requests = requests, .count = 2 * IDS, .ids = IDS};
    struct host bumper = {.malloc = bump_malloc, .free = bump_free};
    double best = INFINITY;

    for (uint32_t i = 0; i < IDS; i++) {
        requests[i] = (struct request){.id = i, .op = MALLOC, .n = 1 + i % 64};
        requests[IDS + i] = (struct request){.id = i, .op = FREE};
    }
    for (int round = 0; round < ROUNDS; round++) {
        bump = heap;
        double start = bench_clock();
        replay(&trace, &bumper, payloads);
        best = fmin(best, bench_clock() - start);
    }
    return best / (2 * IDS);
}
