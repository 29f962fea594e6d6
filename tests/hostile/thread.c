/* thread.c - Lets a thread of its own work in the background.
 * Gains: work that no thread's clock counts.
 * ends: rules; then honest or invalid */

#include <pthread.h>

#define mm_init honest_init
#include "honest.h"
#undef mm_init

static void *work(void *nothing)
{
    for (volatile long i = 0; i < 100000000; i++)
        ;
    return nothing;
}

int mm_init(void)
{
    pthread_t thread;

    pthread_create(&thread, NULL, work, NULL);
    return honest_init();
}
