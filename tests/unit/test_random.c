/*
 * test_random.c - Any allocator, at random: test_random PLUGIN.
 *
 * REQUESTS and SEED in the environment set how many requests there are, and which. When
 * something is wrong it says the seed of the episode, which alone repeats it, and TRACE
 * in the environment is where the episode's requests are written. Students run it: it
 * needs a compiler, and no library of tests.
 */

#include "config.h"
#include "host/allocator.h"
#include "memlib.h"
#include "tests/exercise/exercise.h"
#include "tests/exercise/recorder.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct allocator a;
static struct exercise e;
static uint64_t number; /* the last that was drawn */

__attribute__((format(printf, 1, 2))) _Noreturn static void fail(const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    fprintf(stderr, "%s: ", a.name);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static void expect(bool good, const char *sentence)
{
    if (!good)
        fail("%s", sentence);
}

static void expect_sound(const char *when)
{
    if (a.host.checkheap && !a.host.checkheap(__LINE__))
        fail("mm_checkheap returned false %s", when);
}

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
        fail("SEED=%lu, request %zu: %s", seed, e.done, e.live.fault);
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

static void random_requests_keep_every_byte(void)
{
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
    expect(p != NULL, "NULL, for a small payload on a heap that is nearly empty");
    e.live.count = 1;
    e.live.slots = e.slots;
    e.slots[0].p = NULL;
    if (!slots_take(&e.live, 0, (struct slot){p, n, n, 1}, a.host.alignment))
        fail("%s", e.live.fault);
}

static void expect_kept(const unsigned char *p, size_t n)
{
    if (!slots_kept(&e.live, 0, p, n))
        fail("%s", e.live.fault);
}

static void start(void)
{
    mem_reset_brk();
    expect(a.host.init() == 0, "mm_init failed on an empty heap");
}

/* Every size class mod 16, up and down, with a neighbour that forces some to move. */
static void realloc_keeps_every_size(void)
{
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
    expect_sound("after reallocs of all small sizes");
}

static void impossible_requests_change_nothing(void)
{
    start();
    void *p = a.host.malloc(100);
    take(p, 100);
    expect(!a.host.malloc(0), "mm_malloc(0) returned a payload");
    expect(!a.host.malloc(SIZE_MAX), "mm_malloc(SIZE_MAX) returned a payload");
    expect(!a.host.malloc(SIZE_MAX / 2), "mm_malloc(SIZE_MAX / 2) returned a payload");
    expect(!a.host.calloc(SIZE_MAX / 2, 3),
           "mm_calloc(SIZE_MAX / 2, 3), whose product overflows, returned a payload");
    expect(!a.host.realloc(p, SIZE_MAX), "mm_realloc(p, SIZE_MAX) returned a payload");
    a.host.free(NULL);
    expect_kept(p, 100);
    expect_sound("after requests that cannot be met");
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
static void exhaustion_is_survived(void)
{
    bool again = uses_memory_again();
    mem_set_limit(100000);
    start();
    size_t count = 0;
    unsigned char *p, *last = NULL;
    while ((p = a.host.malloc(1000)) != NULL) {
        last = p;
        count++;
    }
    expect(count > 40, "a heap of 100000 bytes did not hold 40 payloads of 1000");
    expect(!a.host.malloc(50000), "mm_malloc(50000) returned a payload on a full heap");
    expect_sound("on a full heap");
    a.host.free(last);
    expect(!again || a.host.malloc(1000),
           "NULL, for what has just been freed on a full heap");
    expect_sound("on a heap that was full");
    mem_set_limit(HEAP_LIMIT);
}

int main(int argc, char **argv)
{
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
    random_requests_keep_every_byte();
    realloc_keeps_every_size();
    impossible_requests_change_nothing();
    exhaustion_is_survived();
    printf("%s: every request was answered, and every byte kept\n", a.name);
    mem_deinit();
    return 0;
}
