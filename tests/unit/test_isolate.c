/*
 * test_isolate.c - A child's time is its own: what passes while nobody looks is not.
 */

#include "cm.h"

#include "host/isolate.h"

#include <time.h>
#include <unistd.h>

static void compute_for_ever(void *argument, void *shared)
{
    volatile unsigned long *count = shared;

    (void)argument;
    for (;;)
        ++*count;
}

static void wait_for_ever(void *argument, void *shared)
{
    (void)argument, (void)shared;
    for (;;)
        pause();
}

static double now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Nobody looks for longer than the child may take: it has its time all the same. */
static void outlives_an_absence(void (*job)(void *, void *))
{
    const double seconds = 0.9;
    struct child *child = isolate_start(job, NULL, sizeof(unsigned long));
    struct ending ending;

    isolate_go(child, seconds, seconds, NULL);
    nanosleep(&(struct timespec){1, 100000000}, NULL);
    double back = now();
    while (!isolate_is_back(child, &ending))
        ;
    assert_true(ending.outcome == TIMED_OUT);
    assert_true(now() - back > 0.2);
    isolate_end(child);
}

static void test_one_that_computes(void **state)
{
    (void)state;
    outlives_an_absence(compute_for_ever);
}

static void test_one_that_waits(void **state)
{
    (void)state;
    outlives_an_absence(wait_for_ever);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_that_computes),
        cmocka_unit_test(test_one_that_waits),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
