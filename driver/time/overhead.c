/*
 * overhead.c - What the replay loop itself costs.
 */

#include "time/overhead.h"

#include "base/error.h"
#include "config.h"
#include "host/admit.h"
#include "host/isolate.h"
#include "host/remote.h"
#include "host/replay.h"
#include "memlib.h"
#include "time/bench.h"
#include "time/outside.h"

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

static void greet_often(void *allocator, void *shared)
{
    enum { TIMES = 20000 };
    double *seconds = shared;
    char ignored[256];

    remote_prepare();
    mem_init();
    if (!remote_load(allocator, ignored, sizeof ignored))
        return;
    double start = outside_spent();
    for (int i = 0; i < TIMES; i++)
        remote_greet();
    *seconds = (outside_spent() - start) / TIMES;
}

double overhead_of_request(const char *allocator)
{
    struct allocator a = admit(allocator, true);

    if (!a.path)
        error_user("%s does not run apart", allocator);
    struct child *child = isolate_start_judge(greet_often, &a, sizeof(double));
    isolate_resume(child, TIMEOUT);
    double seconds = *(double *)isolate_shared(child);
    isolate_end(child);
    return seconds;
}
