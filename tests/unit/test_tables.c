/*
 * test_tables.c - The champion's checker notices what is wrong with its large holes.
 */

#include "damage.h"

#include <stdio.h>

enum { POWER = 10 }; /* of the table that is damaged */

/* Holes of many sizes, so that tables are made. */
static int make_tables(void **state)
{
    enum { COUNT = 300, APART = 160, BETWEEN = 1500 };
    static void *block[COUNT];

    (void)state;
    mem_reset_brk();
    mm_init();
    for (int i = 0; i < COUNT; i++) {
        block[i] = mm_malloc(2000 + APART * (size_t)i);
        mm_malloc(BETWEEN);
    }
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < COUNT; i++)
            mm_free(block[i]);
        for (int i = 0; i < COUNT && round < 9; i++)
            block[i] = mm_malloc(2000 + APART * (size_t)i);
    }
    return has_table(POWER) && mm_checkheap(__LINE__) ? 0 : -1;
}

static void a_bit_of_a_table(void **state)
{
    struct table *t = table_of(POWER);

    (void)state;
    for (uint32_t i = 0; i < WORD; i++) {
        t->words_used ^= (uint64_t)1 << i;
        assert_false(mm_checkheap(__LINE__));
        t->words_used ^= (uint64_t)1 << i;
        t->used[0] ^= (uint64_t)1 << i;
        assert_false(mm_checkheap(__LINE__));
        t->used[0] ^= (uint64_t)1 << i;
    }
    assert_true(mm_checkheap(__LINE__));
}

static void a_list_of_a_table(void **state)
{
    struct table *t = table_of(POWER);
    uint32_t b = table_find(POWER, power_bit(POWER));
    uint32_t i = size_of(b) - power_bit(POWER), *list = &table_lists(t, POWER)[i];

    (void)state;
    damage(list, 0);
    damage(list, b + 1);
    damage(&links(b)->prev, b);
    damage(&links(b)->next, b);
    damage(&list[1], *list);
}

static void the_place_of_a_table(void **state)
{
    (void)state;
    damage(root_of(POWER), 0);
    damage(root_of(POWER), heap->top - 1);
    damage(root_of(POWER), table_find(POWER, power_bit(POWER)));
    damage(&heap->lonely, heap->lonely | power_bit(POWER));
    damage(&heap->roots_used, heap->roots_used & ~power_bit(POWER));
}

/* Of a power without a table: a root alone, a tree, a ring. */
static void the_root_of_a_tree(void **state)
{
    enum { LARGE_POWER = 14, BETWEEN = 8000 };
    size_t n = ((size_t)1 << LARGE_POWER) * GRANULE + 1000;
    void *block[3];

    (void)state;
    for (int i = 0; i < 3; i++) {
        block[i] = mm_malloc(n);
        mm_malloc((size_t)BETWEEN * GRANULE);
    }
    mm_free(block[0]);
    uint32_t b = *root_of(LARGE_POWER);
    assert_true(is_only_one(LARGE_POWER));
    damage(&heap->lonely, heap->lonely & ~power_bit(LARGE_POWER));
    damage(root_of(LARGE_POWER), b + 1);
    mm_free(block[1]);
    mm_free(block[2]);
    assert_int_equal(*root_of(LARGE_POWER), b);
    assert_int_not_equal(links(b)->next, b);
    damage(&links(b)->prev, links(b)->prev + 1);
    damage(&links(b)->next, b);
    damage(&links(b)->parent, links(b)->next);
    damage(&heap->lonely, heap->lonely | power_bit(LARGE_POWER));
}

#define TEST(name) cmocka_unit_test_setup(name, make_tables)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_bit_of_a_table),
        TEST(a_list_of_a_table),
        TEST(the_place_of_a_table),
        TEST(the_root_of_a_tree),
    };

    mem_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
