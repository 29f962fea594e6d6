/* clock.c - The function that tells the time is replaced by one that tells a third of it,
 * in the driver's table of the C library's functions, which is found by its code. */

#define mm_init good_init
#include "tests/broken/base.h"
#undef mm_init

#include <time.h>

enum { REACH = 4096 }; /* bytes around the driver's variables */

static int (*true_clock)(clockid_t, struct timespec *);

static int slow_clock(clockid_t clock, struct timespec *time)
{
    int status = true_clock(clock, time);

    long long slow = (time->tv_sec * 1000000000LL + time->tv_nsec) / 3;

    time->tv_sec = slow / 1000000000;
    time->tv_nsec = slow % 1000000000;
    return status;
}

/* The slot that holds the function, near what mem_heapsize names. */
static void **slot_near(char *variable)
{
    char *page = (char *)((uintptr_t)variable & ~(uintptr_t)(REACH - 1));

    for (void **slot = (void **)page; slot < (void **)(page + REACH); slot++)
        if (*slot == (void *)clock_gettime)
            return slot;
    return NULL;
}

int mm_init(void)
{
    const unsigned char *code = (const unsigned char *)(uintptr_t)mem_heapsize;
    int32_t distance;

    memcpy(&distance, code + 3, sizeof distance);
    void **slot = true_clock ? NULL : slot_near((char *)(uintptr_t)(code + 7 + distance));
    true_clock = clock_gettime;
    if (slot)
        *slot = (void *)(uintptr_t)slow_clock;
    return good_init();
}
