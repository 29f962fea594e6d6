/*
 * test_slabs.c - The champion's slabs of every class, its small holes, what waits, and
 * what the checker notices of all that.
 */

#include "damage.h"

#include <stdio.h>

enum { COUNT = 2000 };

static void *slot[COUNT];

static int start(void **state)
{
    (void)state;
    mem_reset_brk();
    return mm_init();
}

/* What fills a block of so many. */
static size_t of_granules(uint32_t size)
{
    return (size_t)size * GRANULE - HEADER;
}

static void damage_byte(uint8_t *byte, uint8_t other)
{
    uint8_t good = *byte;

    *byte = other;
    assert_false(mm_checkheap(__LINE__));
    *byte = good;
    assert_true(mm_checkheap(__LINE__));
}

/* Asks for blocks whose headers would cost a granule: most are slots. */
static void fill(uint32_t class)
{
    int slots = 0;

    for (int i = 0; i < COUNT; i++) {
        slot[i] = mm_malloc((size_t) class * GRANULE);
        memset(slot[i], i % 256, (size_t) class * GRANULE);
        slots += class_at(granule_of(slot[i])) == class;
    }
    assert_true(slots > COUNT - COUNT / 5);
    assert_true(mm_checkheap(__LINE__));
}

/* The slab that this is a slot of, or 0. */
static uint32_t slab_with(const void *p)
{
    uint32_t granule = granule_of(p);
    return class_at(granule) ? slab_around(granule) : 0;
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

/* A granule for each slab, runs in reserve, and what is made once. Headers would be a
 * 16th or more. */
static void slots_of_every_class_cost_what_they_hold(void **state)
{
    enum { ONCE = 5000 };

    for (uint32_t class = 1; class <= CLASSES; class ++) {
        start(state);
        fill(class);
        size_t held = (size_t)COUNT * class * GRANULE;
        assert_true(mem_heapsize() < held + held / 20 + ONCE);
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
    uint32_t b = slab_with(slot[COUNT / 2]);
    assert_int_not_equal(b, 0);
    for (int i = 1; i < COUNT; i += 2)
        if (slab_with(slot[i]) == b)
            mm_free(slot[i]);
    release_waiting(1);
    assert_true(mm_checkheap(__LINE__));
    struct slab *s = slab_at(end_of(b));
    damage_byte(&s->used, (uint8_t)(s->used + 1));
    damage_byte(&s->used, 0);
    damage_byte(&s->free, NO_SLOT);
    damage_byte(&s->free, (uint8_t)slots_in(CLASS));
    damage_byte(&s->fresh, 1);
    damage_byte(&s->fresh, 255);
    damage_byte(&small->map[b / PAGE].start, NOWHERE);
    damage_byte(&small->map[b / PAGE].class, CLASS - 1);
    damage_byte(&small->map[b / PAGE].class, CLASS + 1);
    damage_byte(&small->map[b / PAGE].class, 0);
    damage_byte(&small->map[-1].start, 40);
    damage(&small->pages, 2 * small->pages);
    damage(&small->partial[CLASS], 0);
    damage(&s->prev, 1);
    damage_byte(&small->wasted[CLASS], 0);
}

/* A slab is not longer than its class says: it might have swallowed a block in use. */
static void a_slab_that_is_too_long(void **state)
{
    enum { CLASS = 5 };

    (void)state;
    fill(CLASS);
    for (uint32_t b = first_block(); b < heap->top; b += size_of(b)) {
        uint32_t size = size_of(b), next = b + size;
        if (!is_slab(b) || next == heap->top || is_hole(next))
            continue;
        set_header(b, size + size_of(next), 0);
        assert_false(mm_checkheap(__LINE__));
        set_header(b, size, 0);
        assert_true(mm_checkheap(__LINE__));
        return;
    }
    fail();
}

static void damage_flag(uint32_t b, uint16_t flag)
{
    *header(b) ^= flag;
    assert_false(mm_checkheap(__LINE__));
    *header(b) ^= flag;
    assert_true(mm_checkheap(__LINE__));
}

static void the_flags(void **state)
{
    (void)state;
    uint32_t b = granule_of(mm_malloc(of_granules(40)));
    uint32_t large = granule_of(mm_malloc(of_granules(LARGE)));

    damage_flag(first_block(), AFTER_HOLE);
    damage_flag(b, FREE);
    damage_flag(b, AFTER_HOLE);
    damage_flag(b, WASTEFUL);
    damage_flag(b, SHIFTED);
    damage_flag(large, SHIFTED);
    damage(&heap->end, heap->end + 1000);
    damage(&heap->top, heap->top - 1);
}

static void the_few_small_holes(void **state)
{
    void *block[LONG];

    (void)state;
    for (int i = 0; i < LONG; i++) {
        block[i] = mm_malloc(of_granules(40));
        mm_malloc(of_granules(10));
    }
    for (int i = 0; i < LONG - 1; i++)
        mm_free(block[i]);
    assert_null(bins);
    assert_true(mm_checkheap(__LINE__));
    uint32_t *few = &heap->few;
    damage(few, 0);
    damage(few, *few + 1);
    damage(&links(*few)->next, 0);
    damage(&links(*few)->prev, *few);
    assert_ptr_equal(mm_malloc(of_granules(38)), block[LONG - 2]);
    assert_true(mm_checkheap(__LINE__));
}

/* Small holes in a heap where nothing else was asked for. The first is just large enough
 * for the bins; the others are of blocks that do not count as small. */
static void make_holes(void *block[2 * LONG])
{
    for (int i = 0; i < 2 * LONG; i++) {
        uint32_t first = (uint32_t)size_for(BINS_BYTES);
        block[i] = mm_malloc(of_granules(i ? SMALL + 1 : first));
        mm_malloc(of_granules(10));
    }
    for (int i = 0; i < 2 * LONG; i++)
        mm_free(block[i]);
    assert_null(bins);
}

static void bins_come_with_more_of_them(void **state)
{
    void *block[2 * LONG];

    (void)state;
    make_holes(block);
    mm_malloc(of_granules(70));
    mm_malloc(of_granules(70));
    assert_non_null(bins);
    assert_int_equal(heap->few, 0);
    assert_true(mm_checkheap(__LINE__));
    size_t second = size_for(BINS_BYTES) + 1;
    assert_ptr_equal(mm_malloc(of_granules((uint32_t)second)), block[1]);
    uint32_t *bin = &bins[size_of(granule_of(block[2]))];
    damage(bin, 0);
    damage(bin, *bin + 1);
}

static void bins_come_whoever_looks_for_holes(void **state)
{
    void *block[2 * LONG];

    make_holes(block);
    mm_memalign(64, of_granules(70));
    mm_memalign(64, of_granules(70));
    assert_non_null(bins);

    start(state);
    void *p = mm_malloc(of_granules(20)), *q = mm_malloc(of_granules(70));
    mm_malloc(of_granules(70));
    make_holes(block);
    mm_free(p);
    q = mm_realloc(q, of_granules(85));
    mm_realloc(q, of_granules(99));
    assert_non_null(bins);
    assert_true(mm_checkheap(__LINE__));
}

/* Blocks that wait, in the order in which they lie, in the other, and in none. */
static void a_row_becomes_one_hole(void **state)
{
    enum { MANY_BLOCKS = 512, SIZE = 3 };
    static void *block[MANY_BLOCKS];

    for (int order = 0; order < 3; order++) {
        start(state);
        for (int i = 0; i < MANY + 1; i++)
            mm_malloc(of_granules(2)); /* so that there are quick lists */
        mm_malloc(of_granules(1000));
        for (int i = 0; i < MANY_BLOCKS; i++)
            block[i] = mm_malloc(of_granules(SIZE));
        mm_malloc(of_granules(1000));
        release_waiting(0);
        long before = count_holes();
        for (int i = 0; i < MANY_BLOCKS; i++)
            mm_free(block[order == 0   ? i
                          : order == 1 ? MANY_BLOCKS - 1 - i
                                       : i * 3 % MANY_BLOCKS]);
        release_waiting(1);
        assert_true(mm_checkheap(__LINE__));
        assert_true(count_holes() <= before + 2);
    }
}

static void deferred_blocks_join_before_a_larger_one(void **state)
{
    enum { MANY_BLOCKS = 600, SIZE = 20 };
    static void *block[MANY_BLOCKS];

    (void)state;
    do {
        for (int i = 0; i < MANY_BLOCKS; i++)
            block[i] = mm_malloc(of_granules(i % 2 ? SIZE : 3));
        for (int i = 0; i < MANY_BLOCKS; i++)
            mm_free(block[i]);
    } while (small->pushed / 2 < heap->end);
    uint32_t end = heap->end;
    assert_non_null(mm_malloc(of_granules(3 * SIZE)));
    assert_int_equal(heap->end, end);
    assert_int_equal(small->pushed, 0);
    assert_int_equal(small->quick[list_of_block(SIZE)], 0);
    assert_true(mm_checkheap(__LINE__));
}

/* Behind a block that grows nothing is put while a deferred block can be cut. */
static void a_growing_block_is_not_cut_off(void **state)
{
    (void)state;
    for (int i = 0; i < 20 * MANY; i++)
        mm_malloc(of_granules(2)); /* so that there are quick lists */
    void *p = mm_malloc(of_granules(QUICK)), *q = mm_malloc(of_granules(3000));
    for (uint32_t size = 3300; !ends_with_grown(); size += 300)
        q = mm_realloc(q, of_granules(size)); /* tables may have come behind it */
    runs_close();
    while (find_fit(9))
        assert_non_null(mm_malloc(of_granules(9)));
    release_waiting(0);
    mm_free(p);
    uint32_t top = heap->top, end = heap->end;
    assert_true(mm_malloc(of_granules(9)) < q);
    assert_int_equal(heap->top, top);
    assert_int_equal(heap->end, end);
    assert_true(mm_checkheap(__LINE__));
}

/* A block whose header costs a granule serves the next request that is like it. */
static void a_wasteful_block_serves_its_like(void **state)
{
    for (uint32_t class = 1; class < QUICK; class ++) {
        start(state);
        for (int i = 0; i < MANY + 1; i++)
            mm_malloc(of_granules(2));
        mm_malloc(of_granules(1000));
        void *p = mm_malloc((size_t) class * GRANULE);
        mm_free(p);
        assert_true(mm_checkheap(__LINE__));
        assert_ptr_equal(mm_malloc((size_t) class * GRANULE), p);
        assert_true(mm_checkheap(__LINE__));
    }
}

/* Of a buffer that is freed and asked for again nothing is cut between. */
static void small_blocks_spare_a_vast_hole(void **state)
{
    (void)state;
    for (int i = 0; i < 3 * MANY; i++)
        mm_malloc(of_granules(2));
    void *buffer = mm_malloc(of_granules(3000));
    mm_malloc(of_granules(40));
    mm_malloc(of_granules(5)); /* now all tables are there */
    for (int i = 0; i < 20; i++) {
        mm_free(buffer);
        mm_malloc(of_granules(3));
        assert_ptr_equal(mm_malloc(of_granules(3000)), buffer);
        assert_true(mm_checkheap(__LINE__));
    }
}

/* The map and what is left of runs give way to a block that is as large as all. */
static void an_empty_heap_has_room_for_one_block(void **state)
{
    (void)state;
    fill(1);
    for (int i = 0; i < COUNT; i++) {
        mm_free(slot[i]);
        slot[i] = mm_malloc(of_granules(1 + (uint32_t)i % 20));
    }
    assert_int_not_equal(count_runs(), 0);
    for (int i = 0; i < COUNT; i++)
        mm_free(slot[i]);
    uint32_t end = heap->end;
    assert_non_null(mm_malloc((size_t)end * GRANULE / 10 * 9));
    assert_true(heap->end < end + end / 2);
    assert_int_equal(count_runs(), 0);
    assert_true(mm_checkheap(__LINE__));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(slots_of_every_class_are_apart),
        cmocka_unit_test(slots_of_every_class_cost_what_they_hold),
        cmocka_unit_test(slabs_without_slots_in_use_are_freed),
        cmocka_unit_test_setup(a_slab, start),
        cmocka_unit_test_setup(the_few_small_holes, start),
        cmocka_unit_test_setup(a_slab_that_is_too_long, start),
        cmocka_unit_test_setup(the_flags, start),
        cmocka_unit_test_setup(bins_come_with_more_of_them, start),
        cmocka_unit_test_setup(bins_come_whoever_looks_for_holes, start),
        cmocka_unit_test_setup(a_row_becomes_one_hole, start),
        cmocka_unit_test_setup(deferred_blocks_join_before_a_larger_one, start),
        cmocka_unit_test_setup(a_growing_block_is_not_cut_off, start),
        cmocka_unit_test(a_wasteful_block_serves_its_like),
        cmocka_unit_test_setup(small_blocks_spare_a_vast_hole, start),
        cmocka_unit_test_setup(an_empty_heap_has_room_for_one_block, start),
    };

    mem_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
