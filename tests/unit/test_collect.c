/*
 * test_collect.c - An implicit allocator, against exact reachability.
 *
 *     build/unit/test_collect build/sanitized/alloc/collector/mark-sweep.so
 *
 * SEED and REQUESTS in the environment say which requests, and how many. When something
 * is wrong it says the seed of the episode, which alone repeats it.
 */

#include "host/allocator.h"
#include "memlib.h"
#include "tests/exercise/graph.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static struct allocator a;
static struct graph g;
static uint64_t number; /* the last that was drawn */

static unsigned long from_environment(const char *name, unsigned long otherwise)
{
    const char *value = getenv(name);
    return value ? strtoul(value, NULL, 10) : otherwise;
}

/* Source: Vigna, An experimental exploration of Marsaglia's xorshift generators,
 * scrambled, ACM Transactions on Mathematical Software 42 (2016). */
static size_t choose(size_t below)
{
    number ^= number >> 12;
    number ^= number << 25;
    number ^= number >> 27;
    return (size_t)((number * UINT64_C(0x2545f4914f6cdd1d) >> 16) % below);
}

static bool run_episode(const struct host *host, unsigned long seed,
                        unsigned long requests)
{
    number = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    bool good = graph_start(&g, host, choose);
    for (unsigned long i = 0; good && i < requests; i++)
        good = graph_request(&g);
    return good && graph_collect(&g);
}

int main(int argc, char **argv)
{
    enum { EPISODE = 20000 };
    unsigned long seed = from_environment("SEED", 42),
                  left = from_environment("REQUESTS", 60000);
    size_t collections = 0, reached = 0;
    char message[200] = "there is no mm_collect";

    if (argc != 2) {
        fprintf(stderr, "usage: [SEED=n] [REQUESTS=n] test_collect PLUGIN\n");
        return 2;
    }
    mem_init();
    a = allocator_find(argv[1]);
    a.collects = true;
    if (!allocator_load(&a, message, sizeof message) || !a.host.collect) {
        fprintf(stderr, "%s: %s\n", argv[1], message);
        return 3;
    }
    for (; left > 0; seed++) {
        unsigned long requests = left < EPISODE ? left : EPISODE;
        if (!run_episode(&a.host, seed, requests)) {
            fprintf(stderr, "%s: SEED=%lu, request %zu: %s\n", a.name, seed, g.done,
                    g.fault);
            return 1;
        }
        left -= requests;
        collections += g.collections;
        reached += g.reached;
    }
    printf("%s: in %zu collections all that was reachable, %zu payloads in the mean, was "
           "kept, and nothing else\n",
           a.name, collections, reached / collections);
    return 0;
}
