/*
 * test_memlib.c - The simulated heap.
 */

#include "cm.h"

#include "config.h"
#include "memlib.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

static int start(void **state)
{
    (void)state;
    mem_init();
    return 0;
}

static int end(void **state)
{
    (void)state;
    mem_deinit();
    return 0;
}

static void the_break_moves_up(void **state)
{
    (void)state;
    char *lo = mem_heap_lo();
    assert_ptr_equal(mem_sbrk(100), lo);
    assert_ptr_equal(mem_sbrk(0), lo + 100);
    assert_int_equal(mem_heapsize(), 100);
    assert_ptr_equal(mem_heap_hi(), lo + 99);
    assert_int_equal((uintptr_t)lo % mem_pagesize(), 0);
}

static void the_page_below_can_be_opened(void **state)
{
    (void)state;
    mem_open_below();
    char *below = (char *)mem_heap_lo() - mem_pagesize();
    below[0] = below[mem_pagesize() - 1] = 1;
    assert_int_equal(below[mem_pagesize() - 1], 1);
}

static void it_never_moves_down(void **state)
{
    (void)state;
    mem_sbrk(100);
    errno = 0;
    assert_ptr_equal(mem_sbrk(-1), (void *)-1);
    assert_int_equal(errno, ENOMEM);
    assert_int_equal(mem_heapsize(), 100);
}

static void the_limit_holds(void **state)
{
    (void)state;
    mem_set_limit(1000);
    assert_ptr_not_equal(mem_sbrk(1000), (void *)-1);
    assert_ptr_equal(mem_sbrk(1), (void *)-1);
    assert_ptr_equal(mem_sbrk(INTPTR_MAX), (void *)-1);
    assert_int_equal(mem_heapsize(), 1000);
}

static void new_memory_holds_the_fill(void **state)
{
    (void)state;
    mem_guard(0xa5);
    mem_reset_brk();
    unsigned char *p = mem_sbrk(10000);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(p[i], 0xa5);
    mem_guard(0);
    mem_reset_brk();
    p = mem_sbrk(10000);
    for (int i = 0; i < 10000; i++)
        assert_int_equal(p[i], 0);
}

static void gigabytes_hold_it_at_both_ends(void **state)
{
    (void)state;
    size_t n = HEAP_LIMIT;
    mem_guard(0xa5);
    mem_reset_brk();
    unsigned char *p = mem_sbrk((intptr_t)n);
    assert_int_equal(p[0], 0xa5);
    assert_int_equal(p[PAYLOAD_WHOLE / 2 - 1], 0xa5);
    assert_int_equal(p[n / 2], 0);
    assert_int_equal(p[n - PAYLOAD_WHOLE / 2], 0xa5);
    assert_int_equal(p[n - 1], 0xa5);
}

static void a_byte_past_the_break_is_seen(void **state)
{
    (void)state;
    char *p = mem_sbrk(100);
    assert_null(mem_overrun());
    p[100] = 0;
    assert_ptr_equal(mem_overrun(), p + 100);
    mem_sbrk(5000);
    assert_ptr_equal(mem_overrun(), p + 100);
    mem_reset_brk();
    assert_null(mem_overrun());
}

static void committed_memory_is_kept_over_a_reset(void **state)
{
    (void)state;
    mem_commit(100000);
    mem_reset_brk();
    char *p = mem_sbrk(100000);
    p[99999] = 7;
    mem_reset_brk();
    assert_ptr_equal(mem_sbrk(200000), p);
    assert_int_equal(p[99999], 7);
    assert_null(mem_overrun());
}

/* The file is as long as the memory that may be touched, and holds what is in it. */
static void a_shared_heap_is_a_file(void **state)
{
    (void)state;
    FILE *file = tmpfile();
    char byte = 0;

    mem_deinit();
    mem_share(fileno(file));
    mem_init();
    char *p = mem_sbrk(100);
    p[99] = 7;
    assert_int_equal(lseek(fileno(file), 0, SEEK_END), mem_pagesize());
    assert_int_equal(pread(fileno(file), &byte, 1, 99), 1);
    assert_int_equal(byte, 7);
    p[100] = 0;
    assert_ptr_equal(mem_overrun(), p + 100);
    mem_reset_brk();
    assert_int_equal(lseek(fileno(file), 0, SEEK_END), 0);
    mem_share(-1);
    fclose(file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_break_moves_up, start, end),
        cmocka_unit_test_setup_teardown(it_never_moves_down, start, end),
        cmocka_unit_test_setup_teardown(the_page_below_can_be_opened, start, end),
        cmocka_unit_test_setup_teardown(the_limit_holds, start, end),
        cmocka_unit_test_setup_teardown(new_memory_holds_the_fill, start, end),
        cmocka_unit_test_setup_teardown(gigabytes_hold_it_at_both_ends, start, end),
        cmocka_unit_test_setup_teardown(a_byte_past_the_break_is_seen, start, end),
        cmocka_unit_test_setup_teardown(committed_memory_is_kept_over_a_reset, start,
                                        end),
        cmocka_unit_test_setup_teardown(a_shared_heap_is_a_file, start, end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
