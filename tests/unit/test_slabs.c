/*
 * test_slabs.c - The champion's slabs of every class, its few small holes, and what the
 * checker notices of both.
 */

#include "cm.h"

#include "alloc/champion.c"

#include <stdio.h>

enum { COUNT = 2000 };

static void *slot[COUNT];

static int start(void **state)
{
    (void)state;
    mem_reset_brk();
    return mm_init();
}

static void damage(void *p, uint8_t other)
{
    uint8_t *byte = p, good = *byte;

    *byte = other;
    assert_false(mm_checkheap(__LINE__));
    *byte = good;
    assert_true(mm_checkheap(__LINE__));
}

/* Asks for blocks whose headers would cost a granule: the last ones are slots. */
static void fill(uint32_t class)
{
    for (int i = 0; i < COUNT; i++) {
        slot[i] = mm_malloc((size_t) class * GRANULE);
        memset(slot[i], i % 256, (size_t) class * GRANULE);
    }
    assert_int_equal(class_at(granule_of(slot[COUNT - 1])), class);
    assert_true(mm_checkheap(__LINE__));
}

static void assert_whole(int from, int step, uint32_t class)
{
    for (int i = from; i < COUNT; i += step)
        for (uint32_t k = 0; k < class * GRANULE; k++)
            assert_int_equal(((uint8_t *)slot[i])[k], i % 256);
}

static void slots_of_every_class_are_apart(void **state)
{
    for (uint32_t class = 1; class <= CLASSES; class ++) {
        start(state);
        fill(class);
        assert_whole(0, 1, class);
        for (int i = 0; i < COUNT; i += 2)
            mm_free(slot[i]);
        assert_true(mm_checkheap(__LINE__));
        assert_whole(1, 2, class);
    }
}

/* One granule for each slab, and the map. */
static void slots_of_every_class_cost_what_they_hold(void **state)
{
    for (uint32_t class = 1; class <= CLASSES; class ++) {
        start(state);
        size_t before = mem_heapsize();
        fill(class);
        size_t held = (size_t)COUNT * class * GRANULE;
        assert_true(mem_heapsize() - before < held + held / 40 + 6000);
    }
}

static void slabs_without_slots_in_use_are_freed(void **state)
{
    for (uint32_t class = 1; class <= CLASSES; class ++) {
        start(state);
        fill(class);
        for (int i = COUNT; i-- > 0;)
            mm_free(slot[i]);
        release_waiting(1);
        assert_true(mm_checkheap(__LINE__));
        assert_int_equal(count_mapped(), 0);
        assert_true(mm_malloc((size_t)COUNT * class * GRANULE / 4) < slot[COUNT - 1]);
    }
}

static void a_slab(void **state)
{
    enum { CLASS = 5 };

    (void)state;
    fill(CLASS);
    uint32_t b = slab_around(granule_of(slot[COUNT / 2])), end = end_of(b);
    for (int i = 0; i < COUNT; i++)
        if (i % 2 && class_at(granule_of(slot[i])) &&
            slab_around(granule_of(slot[i])) == b)
            mm_free(slot[i]);
    release_waiting(1);
    assert_true(mm_checkheap(__LINE__));
    struct slab *s = slab_of(end);
    damage(&s->used, (uint8_t)(s->used + 1));
    damage(&s->used, 0);
    damage(&s->free, NO_SLOT);
    damage(&s->free, (uint8_t)slots_in(CLASS));
    damage(&s->fresh, 1);
    damage(&small->map[b / PAGE].start, NOWHERE);
    damage(&small->map[b / PAGE].class, CLASS - 1);
    damage(&small->map[b / PAGE].class, CLASS + 1);
    damage(&small->map[b / PAGE].class, 0);
    damage(&small->partial[CLASS], 0);
    damage(&s->prev, 1);
}

/* What fills a block of so many. */
static size_t of_granules(uint32_t size)
{
    return (size_t)size * GRANULE - HEADER;
}

static void the_few_small_holes(void **state)
{
    void *block[FEW];

    (void)state;
    for (int i = 0; i < FEW; i++) {
        block[i] = mm_malloc(of_granules(40));
        mm_malloc(of_granules(70));
    }
    for (int i = 0; i < FEW - 1; i++)
        mm_free(block[i]);
    assert_null(bins);
    assert_true(mm_checkheap(__LINE__));
    uint32_t *few = &heap->few;
    damage(few, 0);
    damage(few, (uint8_t)(*few + 1));
    damage(&links(*few)->next, 0);
    damage(&links(*few)->prev, (uint8_t)*few);
    assert_ptr_equal(mm_malloc(of_granules(38)), block[FEW - 2]);
    assert_true(mm_checkheap(__LINE__));
}

static void bins_come_with_more_of_them(void **state)
{
    void *block[2 * FEW];

    (void)state;
    for (int i = 0; i < 2 * FEW; i++) {
        block[i] = mm_malloc(of_granules(40 + (uint32_t)i));
        mm_malloc(of_granules(70));
    }
    for (int i = 0; i < 2 * FEW; i++)
        mm_free(block[i]);
    assert_null(bins);
    mm_malloc(of_granules(70));
    mm_malloc(of_granules(70));
    assert_non_null(bins);
    assert_int_equal(heap->few, 0);
    assert_true(mm_checkheap(__LINE__));
    assert_ptr_equal(mm_malloc(of_granules(40)),
                     block[1]); /* the bins are where block[0] was */
    uint32_t *bin = &bins[size_of(granule_of(block[2]))];
    damage(bin, 0);
    damage(bin, (uint8_t)(*bin + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_of_every_class_are_apart),
        cmocka_unit_test(slots_of_every_class_cost_what_they_hold),
        cmocka_unit_test(slabs_without_slots_in_use_are_freed),
        cmocka_unit_test_setup(a_slab, start),
        cmocka_unit_test_setup(the_few_small_holes, start),
        cmocka_unit_test_setup(bins_come_with_more_of_them, start),
    };

    mem_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
