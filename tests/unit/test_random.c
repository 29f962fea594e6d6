/*
 * test_random.c - Any allocator, at random: linked with one variant at a time.
 *
 * REQUESTS and SEED in the environment set how many requests there are, and which.
 */

#include "cm.h"

#include "config.h"
#include "memlib.h"
#include "mm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The heap of an allocator that never coalesces grows, and a checker walks all of it: it
   is called after each of the first requests, then after one in as many. */
enum { SLOTS = 64, CHECK_EACH = 4000 };

static unsigned char *payloads[SLOTS];
static size_t sizes[SLOTS];

static unsigned long from_environment(const char *name, unsigned long otherwise)
{
    const char *value = getenv(name);
    return value ? strtoul(value, NULL, 10) : otherwise;
}

static unsigned char byte_of(size_t slot, size_t i)
{
    return (unsigned char)(slot * 37 + i * 11 + 1);
}

static void fill(size_t slot)
{
    for (size_t i = 0; i < sizes[slot]; i++)
        payloads[slot][i] = byte_of(slot, i);
}

static void expect_kept(size_t slot, size_t n)
{
    for (size_t i = 0; i < n; i++)
        assert_int_equal(payloads[slot][i], byte_of(slot, i));
}

/* Mostly small, sometimes large. */
static size_t random_size(void)
{
    static const size_t most[] = {16, 64, 64, 200, 200, 1000, 5000, 60000};
    return 1 + (size_t)rand() % most[rand() % 8];
}

static void start(void)
{
    mem_reset_brk();
    assert_int_equal(mm_init(), 0);
    memset(payloads, 0, sizeof payloads);
}

static void take(size_t slot, unsigned char *p, size_t n)
{
    assert_non_null(p);
    assert_int_equal((uintptr_t)p % ALIGNMENT, 0);
    assert_true(p >= (unsigned char *)mem_heap_lo());
    assert_true(p + n <= (unsigned char *)mem_heap_hi() + 1);
    payloads[slot] = p;
    sizes[slot] = n;
}

static void random_request(size_t slot)
{
    size_t n = random_size();

    if (!payloads[slot] && rand() % 4 == 0) {
        take(slot, mm_calloc(n, 1), n);
        for (size_t i = 0; i < n; i++)
            assert_int_equal(payloads[slot][i], 0);
        fill(slot);
    } else if (!payloads[slot]) {
        take(slot, mm_malloc(n), n);
        fill(slot);
    } else if (rand() % 3 == 0) {
        size_t kept = sizes[slot] < n ? sizes[slot] : n;
        take(slot, mm_realloc(payloads[slot], n), n);
        expect_kept(slot, kept);
        fill(slot);
    } else {
        expect_kept(slot, sizes[slot]);
        mm_free(payloads[slot]);
        payloads[slot] = NULL;
    }
}

static void random_requests_keep_every_byte(void **state)
{
    (void)state;
    unsigned long seed = from_environment("SEED", 42),
                  requests = from_environment("REQUESTS", 4000);
    printf("SEED=%lu REQUESTS=%lu\n", seed, requests);
    srand((unsigned)seed);
    start();
    for (unsigned long i = 0; i < requests; i++) {
        random_request((size_t)rand() % SLOTS);
        if (i < CHECK_EACH || i % CHECK_EACH == 0)
            assert_true(mm_checkheap((int)i));
    }
    for (size_t slot = 0; slot < SLOTS; slot++)
        if (payloads[slot])
            expect_kept(slot, sizes[slot]);
}

/* Every size class mod 16, up and down, with a neighbour that forces some to move. */
static void realloc_keeps_every_size(void **state)
{
    (void)state;
    start();
    for (size_t from = 1; from <= 80; from++)
        for (size_t to = 1; to <= 80; to++) {
            take(0, mm_malloc(from), from);
            fill(0);
            void *neighbour = from % 2 ? mm_malloc(8) : NULL;
            take(0, mm_realloc(payloads[0], to), to);
            expect_kept(0, from < to ? from : to);
            mm_free(payloads[0]);
            mm_free(neighbour);
        }
    assert_true(mm_checkheap(__LINE__));
}

static void impossible_requests_change_nothing(void **state)
{
    (void)state;
    start();
    take(0, mm_malloc(100), 100);
    fill(0);
    assert_null(mm_malloc(0));
    assert_null(mm_malloc(SIZE_MAX));
    assert_null(mm_malloc(SIZE_MAX / 2));
    assert_null(mm_calloc(SIZE_MAX / 2, 3));
    assert_null(mm_realloc(payloads[0], SIZE_MAX));
    mm_free(NULL);
    expect_kept(0, 100);
    assert_true(mm_checkheap(__LINE__));
}

/* The simplest allocators never use memory again. */
static bool uses_memory_again(void)
{
    start();
    void *p = mm_malloc(1000);
    mm_free(p);
    size_t heap = mem_heapsize();
    mm_malloc(1000);
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
    while ((p = mm_malloc(1000)) != NULL) {
        last = p;
        count++;
    }
    assert_true(count > 40);
    assert_null(mm_malloc(50000));
    assert_true(mm_checkheap(__LINE__));
    mm_free(last);
    assert_true(!again || mm_malloc(1000));
    assert_true(mm_checkheap(__LINE__));
    mem_set_limit(HEAP_LIMIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_requests_keep_every_byte),
        cmocka_unit_test(realloc_keeps_every_size),
        cmocka_unit_test(impossible_requests_change_nothing),
        cmocka_unit_test(exhaustion_is_survived),
    };
    mem_init();
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    mem_deinit();
    return failures;
}
