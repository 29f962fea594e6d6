/*
 * test_random.c - Any allocator, at random: test_random PLUGIN.
 *
 * REQUESTS and SEED in the environment set how many requests there are, and which. When
 * something is wrong it says the seed of the episode, which alone repeats it, and TRACE
 * in the environment is where the episode's requests are written.
 */

#include "cm.h"

#include "config.h"
#include "host/allocator.h"
#include "memlib.h"
#include "tests/exercise/exercise.h"
#include "tests/exercise/recorder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct allocator a;
static struct exercise e;
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

/* An episode's requests are few enough for a heap that never coalesces, all of which the
 * checker walks. */
static unsigned long requests_of(const struct exercise *episode, unsigned long left)
{
    unsigned long most = 16 * episode->live.count;
    return most < left ? most : left;
}

static unsigned long run_episode(unsigned long seed, unsigned long left)
{
    number = (seed + 1) * UINT64_C(0x9e3779b97f4a7c15);
    bool good = exercise_start(&e, &a.host, choose);
    unsigned long requests = requests_of(&e, left);
    for (unsigned long i = 0; good && i < requests; i++)
        good = exercise_request(&e);
    if (!good || !exercise_end(&e))
        fail_msg("SEED=%lu, request %zu: %s", seed, e.done, e.live.fault);
    return requests;
}

static void show_progress(unsigned long seed, unsigned long done, unsigned long requests)
{
    static unsigned long shown;

    if (isatty(STDERR_FILENO) && done - shown > 100000) {
        fprintf(stderr, "\r%s: SEED=%lu, %lu of %lu requests ", a.name, seed, done,
                requests);
        shown = done;
    }
}

static void random_requests_keep_every_byte(void **state)
{
    (void)state;
    unsigned long seed = from_environment("SEED", 42), done = 0,
                  requests = from_environment("REQUESTS", 20000);

    printf("%s: SEED=%lu REQUESTS=%lu\n", a.name, seed, requests);
    recorder_open(getenv("TRACE"));
    for (; done < requests; seed++) {
        show_progress(seed, done, requests);
        done += run_episode(seed, requests - done);
    }
    mem_set_limit(HEAP_LIMIT);
}

/* A payload by itself, filled. */
static void take(unsigned char *p, size_t n)
{
    assert_non_null(p);
    e.live.count = 1;
    e.live.slots = e.slots;
    e.slots[0].p = NULL;
    if (!slots_take(&e.live, 0, (struct slot){p, n, n, 1}, a.host.alignment))
        fail_msg("%s", e.live.fault);
}

static void expect_kept(const unsigned char *p, size_t n)
{
    if (!slots_kept(&e.live, 0, p, n))
        fail_msg("%s", e.live.fault);
}

static void start(void)
{
    mem_reset_brk();
    assert_int_equal(a.host.init(), 0);
}

/* Every size class mod 16, up and down, with a neighbour that forces some to move. */
static void realloc_keeps_every_size(void **state)
{
    (void)state;
    start();
    for (size_t from = 1; from <= 80; from++)
        for (size_t to = 1; to <= 80; to++) {
            void *p = a.host.malloc(from);
            take(p, from);
            void *neighbour = from % 2 ? a.host.malloc(8) : NULL;
            p = a.host.realloc(p, to);
            expect_kept(p, from < to ? from : to);
            take(p, to);
            a.host.free(p);
            a.host.free(neighbour);
        }
    assert_true(a.host.checkheap(__LINE__));
}

static void impossible_requests_change_nothing(void **state)
{
    (void)state;
    start();
    void *p = a.host.malloc(100);
    take(p, 100);
    assert_null(a.host.malloc(0));
    assert_null(a.host.malloc(SIZE_MAX));
    assert_null(a.host.malloc(SIZE_MAX / 2));
    assert_null(a.host.calloc(SIZE_MAX / 2, 3));
    assert_null(a.host.realloc(p, SIZE_MAX));
    a.host.free(NULL);
    expect_kept(p, 100);
    assert_true(a.host.checkheap(__LINE__));
}

/* The simplest allocators never use memory again. */
static bool uses_memory_again(void)
{
    start();
    void *p = a.host.malloc(1000);
    a.host.free(p);
    size_t heap = mem_heapsize();
    a.host.malloc(1000);
    return mem_heapsize() == heap;
}

/* When the heap is full: NULL, and what fits is still served. */
static void exhaustion_is_survived(void **state)
{
    (void)state;
    bool again = uses_memory_again();
    mem_set_limit(100000);
    start();
    size_t count = 0;
    unsigned char *p, *last = NULL;
    while ((p = a.host.malloc(1000)) != NULL) {
        last = p;
        count++;
    }
    assert_true(count > 40);
    assert_null(a.host.malloc(50000));
    assert_true(a.host.checkheap(__LINE__));
    a.host.free(last);
    assert_true(!again || a.host.malloc(1000));
    assert_true(a.host.checkheap(__LINE__));
    mem_set_limit(HEAP_LIMIT);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_requests_keep_every_byte),
        cmocka_unit_test(realloc_keeps_every_size),
        cmocka_unit_test(impossible_requests_change_nothing),
        cmocka_unit_test(exhaustion_is_survived),
    };
    char message[200];

    if (argc != 2) {
        fprintf(stderr, "usage: [SEED=n] [REQUESTS=n] [TRACE=file] test_random PLUGIN\n");
        return 2;
    }
    mem_init();
    a = allocator_find(argv[1]);
    if (!allocator_load(&a, message, sizeof message)) {
        fprintf(stderr, "%s: %s\n", argv[1], message);
        return 3;
    }
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    mem_deinit();
    return failures;
}
