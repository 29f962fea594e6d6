/*
 * test_profile.c - Callgrind's format: whose instructions they are.
 */

#include "cm.h"

#include "time/profile.h"

#include <string.h>

static struct profile read_lines(const char *lines)
{
    char text[1000];

    strcpy(text, lines);
    return profile_read(text);
}

static void test_a_call_counts_where_it_is_executed(void **state)
{
    struct profile p = read_lines("events: Ir\n"
                                  "summary: 75\n\n"
                                  "ob=/lab/build/mdriver\n"
                                  "fn=replay\n"
                                  "10 20\n"
                                  "cob=/lab/build/alloc/x.so\n"
                                  "cfn=mm_realloc\n"
                                  "calls=1 5\n"
                                  "* 55\n"
                                  "\n"
                                  "ob=/lab/build/alloc/x.so\n"
                                  "fn=mm_realloc\n"
                                  "5 3\n"
                                  "+1 2\n"
                                  "cob=/usr/lib/libc.so.6\n"
                                  "cfn=memcpy\n"
                                  "calls=1 0\n"
                                  "+1 50\n"
                                  "ob=/usr/lib/libc.so.6\n"
                                  "fn=memcpy\n"
                                  "0 50\n"
                                  "totals: 75\n");

    (void)state;
    assert_int_equal(p.all, 75);
    assert_int_equal(p.own, 5);
}

/* As a peer is. */
static void test_other_libraries_are_the_allocator(void **state)
{
    struct profile p = read_lines("ob=/lib/ld-linux-x86-64.so.2\n1 1\n"
                                  "ob=/lab/mdriver-copy\n1 2\n"
                                  "ob=/lib/libjemalloc.so.2\n1 4\n"
                                  "ob=/lab/build/libc-like.so\n-1 8\n"
                                  "ob=/lib/libc.so.6\n1 16\n");

    (void)state;
    assert_int_equal(p.all, 31);
    assert_int_equal(p.own, 12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_call_counts_where_it_is_executed),
        cmocka_unit_test(test_other_libraries_are_the_allocator)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
