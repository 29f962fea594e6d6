/*
 * test_trace.c - The trace reader: what it makes of text, and random junk.
 */

#include "cm.h"

#include "trace/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct complaint complaint;

static bool parse(struct trace *t, const char *text)
{
    return trace_parse(t, text, strlen(text), &complaint);
}

static void release(struct trace *t)
{
    free(t->requests);
    free(t->extras);
    free(t->lines);
    free(t->survivors);
}

static void requests_are_read_in_order(void **state)
{
    (void)state;
    struct trace t;
    assert_true(parse(&t, "2\n3\n6\n0\na 0 10\nr 0 20\nr 1 5\nc 2 7\nf 0\nf -1\n"));
    assert_int_equal(t.weight, 2);
    assert_int_equal(t.count, 6);
    assert_int_equal(t.requests[0].op, MALLOC);
    assert_int_equal(t.requests[1].op, REALLOC);
    assert_int_equal(t.requests[2].op, REALLOC_NULL);
    assert_int_equal(t.requests[3].op, CALLOC);
    assert_int_equal(t.requests[5].id, 3);
    assert_int_equal(t.lines[4], 9);
    assert_int_equal(t.peak, 32);
    assert_int_equal(t.survivor_count, 2);
    release(&t);
}

static void a_realloc_to_nothing_frees(void **state)
{
    (void)state;
    struct trace t;
    assert_true(parse(&t, "1 1 4 0\na 0 10\nr 0 0\na 0 30\nf 0\n"));
    assert_int_equal(t.peak, 30);
    assert_int_equal(t.survivor_count, 0);
    release(&t);
}

static void rare_requests_are_read(void **state)
{
    (void)state;
    struct trace t;
    assert_true(parse(&t, "4 3 8 0\na 0 100\na 1 SIZE_MAX-8 fails\nc 1 10 30\n"
                          "m 2 64 50 may fail\nr 0 SIZE_MAX fails\nf 2\n"
                          "r 1 SIZE_MAX/2 may fail # a comment\nc 2 SIZE_MAX 2 fails\n"));
    assert_int_equal(t.weight, REQUIRED);
    assert_int_equal(t.peak, 400); /* what may fail counts nothing */
    assert_int_equal(t.requests[1].n, SIZE_MAX - 8);
    assert_int_equal(trace_answer(&t, &t.requests[1]), MUST_FAIL);
    assert_int_equal(t.requests[2].n, 300);
    assert_int_equal(t.extras[t.requests[2].extra].count, 10);
    assert_int_equal(t.requests[3].op, MEMALIGN);
    assert_int_equal(t.extras[t.requests[3].extra].alignment, 64);
    assert_int_equal(t.requests[6].n, SIZE_MAX / 2);
    assert_int_equal(trace_answer(&t, &t.requests[6]), MAY_FAIL);
    assert_int_equal(t.requests[7].n, SIZE_MAX);
    assert_int_equal(t.survivor_count, 2);
    release(&t);
}

static void complaints_name_the_line(void **state)
{
    (void)state;
    struct trace t;
    assert_false(parse(&t, "1\n1\n2\n0\n\n# here\na 0 10\nf 1\n"));
    assert_int_equal(complaint.line, 8);
    assert_string_equal(complaint.reason, "id 1 is out of range: the header says 1 ids");
}

/* Never crashes, and what it accepts keeps its promises. */
static void junk_is_refused_or_sound(void **state)
{
    (void)state;
    static const char letters[] = "0123456789 \n\n\r#-acmrfx\x01";
    unsigned seed = 7;
    printf("seed %u\n", seed);
    srand(seed);
    for (int round = 0; round < 100000; round++) {
        char text[64] = "1 3 4 0\n";
        size_t length = strlen(text) + (size_t)rand() % 40;
        for (size_t i = strlen(text); i < length; i++)
            text[i] = letters[(size_t)rand() % (sizeof letters - 1)];
        struct trace t;
        char *exact = malloc(length);
        memcpy(exact, text, length);
        if (trace_parse(&t, exact, length, &complaint)) {
            for (size_t i = 0; i < t.count; i++)
                assert_true(t.requests[i].id <= t.ids);
            release(&t);
        } else {
            assert_true(complaint.line >= 1 && complaint.reason[0]);
        }
        free(exact);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_read_in_order),
        cmocka_unit_test(a_realloc_to_nothing_frees),
        cmocka_unit_test(rare_requests_are_read),
        cmocka_unit_test(complaints_name_the_line),
        cmocka_unit_test(junk_is_refused_or_sound),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
