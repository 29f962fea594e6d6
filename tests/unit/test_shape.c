/*
 * test_shape.c - What the heap looks like after a few calls (of explicit-lifo).
 *
 * A shape is the heap's blocks from first to last, each its size and a letter:
 * "32u 64f" is a block of 32 bytes in use and then a free one of 64. With words
 * of 8 bytes and an alignment of 16.
 */

#include "cm.h"

#include "memlib.h"
#include "mm.h"

#include <stdio.h>
#include <string.h>

struct text {
    char shape[1024];
    size_t used;
};

static void add(const struct mm_block *block, void *context)
{
    struct text *text = context;
    text->used += (size_t)snprintf(
        text->shape + text->used, sizeof text->shape - text->used, "%s%zu%c",
        text->used ? " " : "", block->size, block->in_use ? 'u' : 'f');
}

static void expect_shape(const char *shape)
{
    struct text text = {"", 0};
    mm_walk(add, &text);
    assert_string_equal(text.shape, shape);
    assert_true(mm_checkheap(__LINE__));
}

static int start(void **state)
{
    (void)state;
    mem_reset_brk();
    return mm_init();
}

static void freeing_joins_with_both_neighbours(void **state)
{
    (void)state;
    void *a = mm_malloc(24), *b = mm_malloc(24), *c = mm_malloc(24), *d = mm_malloc(24);
    expect_shape("32u 32u 32u 32u");
    mm_free(a);
    mm_free(c);
    expect_shape("32f 32u 32f 32u");
    mm_free(b);
    expect_shape("96f 32u");
    mm_free(d);
    expect_shape("128f");
}

static void a_remainder_too_small_to_be_a_block_stays(void **state)
{
    (void)state;
    void *a = mm_malloc(40);
    mm_malloc(24);
    mm_free(a);
    mm_malloc(24);
    expect_shape("48u 32u");
}

static void realloc_grows_into_a_free_neighbour(void **state)
{
    (void)state;
    char *a = mm_malloc(24), *b = mm_malloc(100);
    mm_malloc(24);
    strcpy(a, "kept");
    mm_free(b);
    assert_ptr_equal(mm_realloc(a, 60), a);
    assert_string_equal(a, "kept");
    expect_shape("80u 64f 32u");
    assert_ptr_equal(mm_realloc(a, 24), a);
    expect_shape("32u 112f 32u");
}

static void the_heap_grows_by_what_its_free_end_lacks(void **state)
{
    (void)state;
    mm_free(mm_malloc(24));
    mm_malloc(100);
    expect_shape("112u");
}

static void requests_that_cannot_be_met_fail(void **state)
{
    (void)state;
    assert_null(mm_malloc(0));
    assert_null(mm_malloc(SIZE_MAX));
    assert_null(mm_malloc(SIZE_MAX - 15));
    assert_null(mm_calloc(SIZE_MAX / 2, 3));
    expect_shape("");
}

static void usable_size_is_what_the_block_holds(void **state)
{
    (void)state;
    assert_int_equal(mm_usable_size(mm_malloc(1)), 24);
    assert_int_equal(mm_usable_size(mm_malloc(25)), 40);
}

static void expect_damage_noticed(size_t *word, size_t change)
{
    *word ^= change;
    assert_false(mm_checkheap(__LINE__));
    *word ^= change;
    assert_true(mm_checkheap(__LINE__));
}

static void the_heap_checker_notices_damage(void **state)
{
    (void)state;
    size_t *used = mm_malloc(24), *freed = mm_malloc(24);
    mm_malloc(24);
    mm_free(freed);
    expect_damage_noticed(&used[-1], 1);  /* in use, says the header */
    expect_damage_noticed(&freed[-1], 1); /* free */
    expect_damage_noticed(&freed[-1], 2); /* and that the block before it is in use */
    expect_damage_noticed(&used[-1], 16); /* the size */
    expect_damage_noticed(&used[-1], 32); /* 0, which would end the heap */
    expect_damage_noticed(&freed[2], 64); /* the footer */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(freeing_joins_with_both_neighbours, start),
        cmocka_unit_test_setup(a_remainder_too_small_to_be_a_block_stays, start),
        cmocka_unit_test_setup(realloc_grows_into_a_free_neighbour, start),
        cmocka_unit_test_setup(the_heap_grows_by_what_its_free_end_lacks, start),
        cmocka_unit_test_setup(requests_that_cannot_be_met_fail, start),
        cmocka_unit_test_setup(the_heap_checker_notices_damage, start),
        cmocka_unit_test_setup(usable_size_is_what_the_block_holds, start),
    };
    mem_init();
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    mem_deinit();
    return failures;
}
