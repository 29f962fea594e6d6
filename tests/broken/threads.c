/* threads.c - A thread that spins, and goes on when the allocator has returned.
 * expect: valid */

#define mm_malloc good_malloc
#include "base.h"
#undef mm_malloc

#include <pthread.h>

static void *spin(void *unused)
{
    for (;;)
        ;
    return unused;
}

void *mm_malloc(size_t n)
{
    pthread_t thread;

    pthread_create(&thread, NULL, spin, NULL);
    return good_malloc(n);
}
