/*
 * test_isolate.c - A child's time is its own: what passes while nobody looks is not. And
 * it ends with its parent.
 */

#include "cm.h"

#include "base/platform.h"
#include "host/isolate.h"

#include <sys/wait.h>
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

/* A child whose parent has ended before the child could ask to end with it. */
static void test_an_orphan_ends(void **state)
{
    int ends[2];
    char byte = 1;

    (void)state;
    assert_int_equal(pipe(ends), 0);
    pid_t parent = fork();
    if (parent == 0 && fork() == 0) {
        parent = getppid();
        nanosleep(&(struct timespec){0, 100000000}, NULL);
        if (platform_die_with_parent(parent))
            _exit(write(ends[1], &byte, 1) != 1);
        _exit(0);
    }
    if (parent == 0) {
        nanosleep(&(struct timespec){0, 50000000}, NULL);
        _exit(0);
    }
    close(ends[1]);
    waitpid(parent, NULL, 0);
    assert_int_equal(read(ends[0], &byte, 1), 0);
    close(ends[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_that_computes),
        cmocka_unit_test(test_one_that_waits),
        cmocka_unit_test(test_an_orphan_ends),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
