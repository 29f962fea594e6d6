/*
 * test_champion.c - What the champion promises beyond a sound heap.
 */

#include "cm.h"

#include "config.h"
#include "memlib.h"
#include "mm.h"

#include <stdint.h>
#include <stdio.h>
#include <string.h>

static int start(void **state)
{
    (void)state;
    mem_reset_brk();
    return mm_init();
}

/* So many small requests that everything for small blocks is there. */
static void make_small(void)
{
    for (int i = 0; i < 1000; i++)
        mm_malloc(40);
}

static void small_blocks_keep_apart_from_larger_ones(void **state)
{
    enum { PAIRS = 3000, LARGE = 400 };
    static void *large[PAIRS];

    (void)state;
    for (int i = 0; i < PAIRS; i++) {
        mm_malloc(40);
        large[i] = mm_malloc(LARGE);
    }
    size_t before = mem_heapsize();
    for (int i = 0; i < PAIRS; i++)
        mm_free(large[i]);
    for (int i = 0; i < PAIRS; i++)
        mm_malloc(LARGE * 9 / 8); /* in no hole that one of the old ones left */
    assert_true(mem_heapsize() < before + before / 4);
    assert_true(mm_checkheap(__LINE__));
}

/* Many holes, of sizes in no order: if each request gets the one that is its own, the
 * heap grows by little more than the tables that are made of them. */
static void each_request_gets_the_smallest_hole_that_fits(void **state)
{
    enum { COUNT = 200, STEP = 307, LEAST = 2000, APART = 640, BETWEEN = 1500 };
    static char *block[COUNT];

    (void)state;
    for (size_t i = 0; i < COUNT; i++) {
        block[i] = mm_malloc(LEAST + APART * i);
        mm_malloc(BETWEEN); /* so that no hole joins another */
    }
    size_t before = mem_heapsize();
    for (int round = 0; round < 10; round++) {
        for (size_t i = 0; i < COUNT; i++)
            mm_free(block[i * STEP % COUNT]);
        assert_true(mm_checkheap(__LINE__));
        for (size_t i = 0; i < COUNT; i++) {
            size_t k = (i * STEP + 100) % COUNT;
            block[k] = mm_malloc(LEAST + APART * k - APART / 2);
        }
        assert_true(mm_checkheap(__LINE__));
    }
    assert_true(mem_heapsize() < before + before / 80);
}

static void many_blocks_of_a_granule_cost_little_more(void **state)
{
    enum { COUNT = 10000, PART = ALIGNMENT < 16 ? 12 : 20 };

    (void)state;
    for (int i = 0; i < COUNT; i++)
        mm_malloc(ALIGNMENT);
    assert_true(mem_heapsize() < COUNT * ALIGNMENT * (PART + 1) / PART);
    assert_true(mm_checkheap(__LINE__));
}

/* The size of a block is told otherwise from 64 KiB on, and its payload is elsewhere. */
static void contents_stay_when_a_block_becomes_large_or_small(void **state)
{
    static const size_t sizes[] = {65000, 65600, 65518, 65530, 200000, 65536, 100, 70000};
    unsigned char *p = mm_malloc(64);

    (void)state;
    memset(p, 0x5a, 64);
    for (size_t i = 0; i < 2 * sizeof sizes / sizeof *sizes; i++) {
        size_t n = sizes[i % (sizeof sizes / sizeof *sizes)];
        p = mm_realloc(p, n);
        assert_int_equal((uintptr_t)p % ALIGNMENT, 0);
        for (size_t k = 0; k < 64; k++)
            assert_int_equal(p[k], 0x5a);
        memset(p + 64, 0xa5, n - 64);
        assert_true(mm_usable_size(p) >= n);
        assert_true(mm_checkheap(__LINE__));
        if (i % 3 == 0)
            mm_malloc(24); /* in the way */
    }
}

/* Frees p twice: nothing may be handed out twice after that. */
static void free_twice(size_t n)
{
    void *p = mm_malloc(n), *other = mm_malloc(n);

    mm_free(p);
    mm_free(other);
    mm_free(p);
    void *a = mm_malloc(n), *b = mm_malloc(n), *c = mm_malloc(n);
    assert_true(a != b && b != c && a != c);
    assert_true(mm_checkheap(__LINE__));
}

static void a_block_that_is_freed_twice_is_freed_once(void **state)
{
    (void)state;
    make_small();
    assert_non_null(freopen("/dev/null", "w", stderr));
    free_twice(40);
    for (int i = 0; i < 100; i++)
        mm_malloc(ALIGNMENT);
    free_twice(ALIGNMENT); /* a slot */
    free_twice(100000);
}

/* What a block holds is its owner's, even if it looks like the mark of what waits. */
static void any_payload_may_be_freed(void **state)
{
    enum { COUNT = 5000 };
    static void *p[COUNT];

    (void)state;
    make_small();
    for (int i = 0; i < COUNT; i++) {
        p[i] = mm_malloc(40);
        memset(p[i], 0, 40);
    }
    for (int i = 0; i < COUNT; i++) {
        uint32_t copy[2]; /* of what a freed block holds */
        mm_free(p[i]);
        memcpy(copy, p[i], sizeof copy);
        p[i] = mm_malloc(40);
        memcpy(p[i], copy, sizeof copy);
    }
    for (int i = 0; i < COUNT; i++)
        mm_free(p[i]);
    for (int i = 0; i < COUNT; i++)
        assert_non_null(mm_malloc(40));
    assert_true(mm_checkheap(__LINE__));
}

static void alignments_are_kept(void **state)
{
    (void)state;
    for (size_t alignment = 1; alignment <= 1 << 20; alignment *= 2)
        for (size_t n = 1; n < 200000; n = n * 7 + 3) {
            void *p = mm_memalign(alignment, n);
            assert_int_equal((uintptr_t)p % alignment, 0);
            memset(p, 1, n);
            if (n % 2)
                mm_free(p);
        }
    assert_true(mm_checkheap(__LINE__));
}

#define TEST(name) cmocka_unit_test_setup(name, start)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(small_blocks_keep_apart_from_larger_ones),
        TEST(each_request_gets_the_smallest_hole_that_fits),
        TEST(many_blocks_of_a_granule_cost_little_more),
        TEST(contents_stay_when_a_block_becomes_large_or_small),
        TEST(a_block_that_is_freed_twice_is_freed_once),
        TEST(any_payload_may_be_freed),
        TEST(alignments_are_kept),
    };

    mem_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
