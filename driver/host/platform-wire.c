/*
 * platform-wire.c - Who waits for the turn looks for it, for a while, and then sleeps on
 * a futex. Where both have a processor, a pass of the turn so takes a fraction of a
 * microsecond, and of a switch between processes several.
 */

#define _GNU_SOURCE

#include "host/wire.h"

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#ifdef SYS_futex_time64
enum { FUTEX = sizeof(time_t) > sizeof(long) ? SYS_futex_time64 : SYS_futex };
#else
enum { FUTEX = SYS_futex };
#endif

size_t wire_size(void)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return (sizeof(struct wire) + page - 1) / page * page;
}

size_t wire_tape_size(size_t steps)
{
    return steps * (sizeof(struct wire_step) + sizeof(uintptr_t));
}

static uint32_t turn_of(struct wire *wire)
{
    return __atomic_load_n(&wire->turn, __ATOMIC_SEQ_CST);
}

/* One moment of looking, in which the processor does little. */
static void pause_a_moment(void)
{
#if defined __x86_64__ || defined __i386__
    __builtin_ia32_pause();
#endif
}

void wire_wake(struct wire *wire)
{
    syscall(FUTEX, &wire->turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

void wire_pass(struct wire *wire, enum turn turn)
{
    __atomic_store_n(&wire->turn, (uint32_t)turn, __ATOMIC_SEQ_CST);
    if (__atomic_exchange_n(&wire->asleep[turn], 0, __ATOMIC_SEQ_CST))
        wire_wake(wire);
}

bool wire_wait(struct wire *wire, enum turn turn, int milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};

    size_t looks = __atomic_load_n(&wire->looks, __ATOMIC_RELAXED);

    for (size_t i = 0; i < looks && i < MOST_LOOKS && turn_of(wire) != (uint32_t)turn;
         i++)
        pause_a_moment();
    __atomic_store_n(&wire->asleep[turn], 1, __ATOMIC_SEQ_CST);
    uint32_t now = turn_of(wire);
    while (now != (uint32_t)turn) {
        long woken = syscall(FUTEX, &wire->turn, FUTEX_WAIT, now,
                             milliseconds ? &time : NULL, NULL, 0);
        __atomic_store_n(&wire->asleep[turn], 1, __ATOMIC_SEQ_CST);
        now = turn_of(wire);
        if (woken < 0 && milliseconds)
            break;
    }
    __atomic_store_n(&wire->asleep[turn], 0, __ATOMIC_SEQ_CST);
    return now == (uint32_t)turn;
}
