/*
 * test_score.c - Results to points, by arithmetic that can be done by hand.
 */

#include "cm.h"

#include "base/interval.h"
#include "config.h"
#include "result/score.h"

#include <math.h>

static struct result made(size_t peak, size_t heap, double ratio, double half)
{
    return (struct result){.weight = 1,
                           .requests = 1000,
                           .valid = true,
                           .simulated = true,
                           .timed = true,
                           .peak = peak,
                           .heap = heap,
                           .seconds = 1e-3,
                           .ratio = ratio,
                           .error = half / 1.96,
                           .freedom = INFINITY};
}

static void close_to(double value, double expected)
{
    assert_true(value > expected - 1e-6 && value < expected + 1e-6);
}

static void test_sum(void **state)
{
    struct result results[] = {made(50, 100, 0.5, 0), made(100, 100, 2, 0)};
    struct score score = score_of(score_formula("csapp-2002"), results, 2);

    (void)state;
    close_to(score.utilization, 0.75);
    close_to(score.speed, 1);
    close_to(score.index, 60 * 0.75 + 40);
    close_to(score.speed_hi, 1);
}

/* The same as by the sum where memory is used to the last byte; nothing where it is not
 * used at all, whatever the speed. */
static void test_speed_counts_as_far_as_memory_is_used(void **state)
{
    const struct formula *f = score_formula("lab");
    struct result half = made(50, 100, 0.5, 0), full = made(100, 100, 0.5, 0),
                  wasteful = made(0, 100, 9, 0);

    (void)state;
    close_to(score_of(f, &half, 1).index, 0.5 * (60 + 40 * 0.5));
    close_to(score_of(f, &full, 1).index, 60 + 40 * 0.5);
    close_to(score_of(f, &wasteful, 1).index, 0);
    close_to(score_of_full_speed(f, 0.5), 20);
}

/* The wider it is, the more speed counts. */
static void test_width(void **state)
{
    const struct formula *f = score_formula("lab");
    struct result half = made(50, 100, 0.5, 0.1), full = made(100, 100, 0.5, 0.1);
    struct score a = score_of(f, &half, 1), b = score_of(f, &full, 1);

    (void)state;
    close_to(b.width, 40 * (b.speed_hi - b.speed_lo));
    close_to(a.width, b.width / 2);
}

/* What all traces share does not become less with their number; what each has, does. */
static void test_what_lasts(void **state)
{
    struct result results[] = {made(50, 100, 1, 0), made(50, 100, 1, 0)};

    (void)state;
    results[0].null = results[1].null = 0.03;
    close_to(score_of(score_formula("lab"), results, 2).speed_hi, exp(0.03));
    results[1].null = -0.03;
    close_to(score_of(score_formula("lab"), results, 2).speed_hi, 1);
}

/* Sixteen errors of two degrees of freedom each are as sure as one of 32. */
static void test_few_sittings_of_many_traces(void **state)
{
    const double error = 0.01;
    struct result results[16];

    (void)state;
    for (int i = 0; i < 16; i++) {
        results[i] = made(50, 100, 1, 0);
        results[i].error = error;
        results[i].freedom = 2;
    }
    close_to(score_of(score_formula("lab"), results, 1).speed_hi,
             exp(error * interval_quantile(2)));
    close_to(score_of(score_formula("lab"), results, 16).speed_hi,
             exp(error / 4 * interval_quantile(32)));
    assert_true(interval_quantile(32) > 2.03 && interval_quantile(32) < 2.08);
}

/* A shared core puts all traces off to the same side. */
static void test_shared_core(void **state)
{
    struct result results[4];

    (void)state;
    for (int i = 0; i < 4; i++) {
        results[i] = made(50, 100, 1, 0);
        results[i].error = 0;
        results[i].crowded = i > 0;
    }
    struct score score = score_of(score_formula("lab"), results, 4);
    close_to(score.speed_hi, exp(SHARED_ERROR * 3 / 4));
    assert_int_equal(score.crowded, 3);
}

/* Nine of ten times alike are calm, however far off the others. */
static void test_jitter(void **state)
{
    double calm[101], shared[101];

    (void)state;
    for (int i = 0; i < 101; i++) {
        calm[i] = i % 20 == 0 ? 900 : 100 + i % 3;
        shared[i] = 100 + i * 37 % 101;
    }
    close_to(interval_jitter(calm, 101), 0.02 / 1.01);
    assert_true(interval_jitter(shared, 101) > SHARED_JITTER);
}

/* One of five sittings that is far off, by however much, changes it no further. */
static void test_error_of_the_median(void **state)
{
    double calm[] = {4, 1, 3, 2, 5}, off[] = {4, 1, 3, 2, 500}, same[] = {7, 7};
    double many[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};

    (void)state;
    close_to(interval_error(calm, 5), 0.9655);
    close_to(interval_error(many, 11), 3 * 1.4826 * sqrt(1.5708 / 11));
    close_to(interval_error(off, 5), interval_error(calm, 5));
    close_to(interval_error(same, 2), 0);
}

static void test_quantiles(void **state)
{
    (void)state;
    close_to(interval_quantile(1), 12.71);
    close_to(interval_quantile(3), 3.18);
    close_to(interval_quantile(4), 2.78);
    close_to(interval_quantile(interval_freedom(6)), 1.96);
    for (double freedom = 1; freedom < 50; freedom += 0.25)
        assert_true(interval_quantile(freedom) > interval_quantile(freedom + 0.25));
}

/* Perfect utilization and speed are 100 points by each formula. */
static void test_most(void **state)
{
    struct result perfect = made(100, 100, 20, 0);
    perfect.seconds = 1e-6;

    (void)state;
    for (const struct formula *f = score_formulas; f->name; f++)
        close_to(score_of(f, &perfect, 1).index, 100);
}

static void test_root_of_the_product(void **state)
{
    struct result results[] = {made(25, 100, 0.55, 0), made(100, 100, 0.55, 0)};

    (void)state;
    close_to(score_of(score_formula("mit"), results, 2).index, 50);
}

static void test_limits(void **state)
{
    struct result low = made(50, 100, 0.4, 0), high = made(80, 100, 1, 0);

    (void)state;
    close_to(score_of(score_formula("cmu-2016"), &low, 1).index, 0);
    close_to(score_of(score_formula("cmu-2016"), &high, 1).index, 100);
}

static void test_failed_counts_zero(void **state)
{
    struct result results[] = {made(100, 100, 1, 0), made(100, 100, 1, 0)};
    results[1].valid = false;

    (void)state;
    close_to(score_of(score_formula("csapp-2002"), results, 2).index, 50);
    close_to(score_of(score_formula("lab"), results, 2).index, 0.5 * (60 + 40 * 0.5));
}

static void test_noise(void **state)
{
    struct result quiet = made(80, 100, 0.5, 0.01), noisy = made(80, 100, 0.5, 0.3),
                  fast = made(80, 100, 3, 0.3);
    const struct formula *f = score_formula("csapp-2002");
    struct score a = score_of(f, &quiet, 1), b = score_of(f, &noisy, 1),
                 c = score_of(f, &fast, 1);

    (void)state;
    assert_false(score_is_noisy(&a));
    assert_true(score_is_noisy(&b));
    assert_false(score_is_noisy(&c)); /* beyond the limit, whatever it is exactly */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sum),
        cmocka_unit_test(test_speed_counts_as_far_as_memory_is_used),
        cmocka_unit_test(test_width),
        cmocka_unit_test(test_shared_core),
        cmocka_unit_test(test_jitter),
        cmocka_unit_test(test_what_lasts),
        cmocka_unit_test(test_few_sittings_of_many_traces),
        cmocka_unit_test(test_error_of_the_median),
        cmocka_unit_test(test_shared_core),
        cmocka_unit_test(test_jitter),
        cmocka_unit_test(test_quantiles),
        cmocka_unit_test(test_most),
        cmocka_unit_test(test_root_of_the_product),
        cmocka_unit_test(test_limits),
        cmocka_unit_test(test_failed_counts_zero),
        cmocka_unit_test(test_noise)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
