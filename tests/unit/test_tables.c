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
    damage(first_of(POWER), 0);
    damage(first_of(POWER), heap->top - 1);
    damage(first_of(POWER), table_find(POWER, power_bit(POWER)));
    damage(&heap->powers_used, heap->powers_used & ~power_bit(POWER));
}

/* Of a power without a table. */
static void a_list_of_a_power(void **state)
{
    enum { LARGE_POWER = 14, BETWEEN = 8000, COUNT = 3 };
    size_t n = ((size_t)1 << LARGE_POWER) * GRANULE + 1000;
    void *block[COUNT];

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        block[i] = mm_malloc(n);
        mm_malloc((size_t)BETWEEN * GRANULE);
    }
    for (int i = 0; i < COUNT; i++)
        mm_free(block[i]);
    uint32_t *first = first_of(LARGE_POWER), b = *first;
    assert_int_not_equal(links(b)->next, 0);
    damage(first, 0);
    damage(first, b + 1);
    damage(&links(b)->prev, b);
    damage(&links(b)->next, b);
    damage(&heap->powers_used, heap->powers_used & ~power_bit(LARGE_POWER));
}

/* Of so large holes a list of the table has several sizes. */
static void a_table_of_sizes_together(void **state)
{
    enum { COARSE = 14, COUNT = 2 * TABLE_COST };
    size_t least = ((size_t)1 << COARSE) * GRANULE;
    static char *block[COUNT];

    (void)state;
    for (int i = 0; i < COUNT; i++) {
        block[i] = mm_malloc(least + (size_t)i % 8 * GRANULE);
        mm_malloc(1000);
    }
    for (int i = 0; i < COUNT; i += 2)
        mm_free(block[i]);
    mm_free(mm_malloc(least + 2 * GRANULE));
    mm_free(mm_malloc(1000));
    assert_true(has_table(COARSE) && mm_checkheap(__LINE__));
    uint32_t b = table_find(COARSE, power_bit(COARSE)), size = size_of(b);
    damage(&table_lists(table_of(COARSE), COARSE)[1], b);
    size_t heap_size = mem_heapsize();
    for (uint32_t more = 0; more < 3; more++) {
        void *p = mm_malloc(room(size + more));
        assert_non_null(p);
        mm_free(p);
    }
    assert_int_equal(mem_heapsize(), heap_size);
    assert_true(mm_checkheap(__LINE__));
}

#define TEST(name) cmocka_unit_test_setup(name, make_tables)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_bit_of_a_table),          TEST(a_list_of_a_table),
        TEST(the_place_of_a_table),      TEST(a_list_of_a_power),
        TEST(a_table_of_sizes_together),
    };

    mem_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
