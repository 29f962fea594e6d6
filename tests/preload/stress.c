/*
 * stress.c - Threads that allocate and free each other's payloads, and fork while they
 * do.
 *
 *    stress SECONDS
 */

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { THREADS = 4, SLOTS = 512 };

static void *_Atomic slots[SLOTS]; /* whoever takes a payload out, checks and frees it */
static atomic_int stop, wrong;

static unsigned next(unsigned *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

/* The first bytes say how many there are, all others what they are filled with. */
static void *fill(unsigned n, unsigned char with)
{
    unsigned char *p = n % 7 == 0 ? calloc(1, n) : malloc(n);

    memset(p, with, n);
    memcpy(p, &n, sizeof n);
    return p;
}

static void check(unsigned char *p)
{
    unsigned n;

    memcpy(&n, p, sizeof n);
    for (unsigned i = sizeof n; i < n; i++)
        if (p[i] != p[sizeof n])
            wrong = 1;
    free(p);
}

static void exchange(unsigned *seed)
{
    unsigned n = 8 + next(seed) % (next(seed) % 16 ? 200 : 20000);
    void *old =
        atomic_exchange(&slots[next(seed) % SLOTS], fill(n, (unsigned char)next(seed)));
    if (old)
        check(old);
}

static void *work(void *argument)
{
    unsigned seed = (unsigned)(uintptr_t)argument;

    while (!stop)
        exchange(&seed);
    return NULL;
}

/* A child has all that was there, and can allocate. */
static void fork_once(void)
{
    pid_t child = fork();
    int status = 0;

    if (child == 0) {
        unsigned seed = 5;
        for (int i = 0; i < 1000; i++)
            exchange(&seed);
        _exit(wrong);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || status != 0)
        wrong = 1;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
    pthread_t threads[THREADS];
    double end = now() + (argc > 1 ? atof(argv[1]) : 1);
    struct timespec pause = {.tv_nsec = 10000000};

    for (int i = 0; i < THREADS; i++)
        pthread_create(&threads[i], NULL, work, (void *)(uintptr_t)(i + 1));
    while (now() < end && !wrong) {
        fork_once();
        nanosleep(&pause, NULL);
    }
    stop = 1;
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    puts(wrong ? "a payload was lost" : "all payloads were as they must be");
    return wrong;
}
