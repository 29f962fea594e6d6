/*
 * test_victim.c - dlmalloc-style: exact lists first, then the victim, the end of the heap
 * last.
 */

#include "cm.h"

#include "config.h"
#include "memlib.h"
#include "mm.h"

static int start(void **state)
{
    (void)state;
    mem_reset_brk();
    return mm_init();
}

/* A free block between others, larger than any small one. */
static char *large_hole(void)
{
    char *hole = mm_malloc(5000);
    mm_malloc(24);
    mm_free(hole);
    return hole;
}

static void small_blocks_lie_side_by_side(void **state)
{
    (void)state;
    char *hole = large_hole();
    char *a = mm_malloc(24), *b = mm_malloc(40), *c = mm_malloc(24);
    assert_ptr_equal(a, hole);
    assert_true(b > a && b - a <= 48);
    assert_true(c > b && c - b <= 64);
    assert_true(mm_checkheap(__LINE__));
}

static void a_block_of_just_the_size_comes_first(void **state)
{
    (void)state;
    char *exact = mm_malloc(24);
    mm_malloc(24);
    char *hole = large_hole();
    assert_ptr_equal(mm_malloc(40), hole); /* the rest is the victim */
    mm_free(exact);
    assert_ptr_equal(mm_malloc(24), exact);
    assert_true(mm_checkheap(__LINE__));
}

static void what_joins_the_victim_is_the_victim(void **state)
{
    (void)state;
    char *hole = large_hole();
    char *a = mm_malloc(24);
    mm_free(a);
    assert_ptr_equal(mm_malloc(40), hole);
    assert_true(mm_checkheap(__LINE__));
}

static void the_end_of_the_heap_is_taken_last(void **state)
{
    (void)state;
    char *hole = mm_malloc(600);
    mm_malloc(24);
    mm_free(mm_malloc(600)); /* the end */
    mm_free(hole);
    assert_ptr_equal(mm_malloc(500), hole);
    assert_true(mm_checkheap(__LINE__));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(small_blocks_lie_side_by_side, start),
        cmocka_unit_test_setup(a_block_of_just_the_size_comes_first, start),
        cmocka_unit_test_setup(what_joins_the_victim_is_the_victim, start),
        cmocka_unit_test_setup(the_end_of_the_heap_is_taken_last, start),
    };
    mem_init();
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    mem_deinit();
    return failures;
}
