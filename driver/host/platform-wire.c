/*
 * platform-wire.c - The turn is passed by a futex: who waits for it takes no time of the
 * processor.
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

void wire_pass(struct wire *wire, enum turn turn)
{
    __atomic_store_n(&wire->turn, (uint32_t)turn, __ATOMIC_SEQ_CST);
    syscall(FUTEX, &wire->turn, FUTEX_WAKE, 1, NULL, NULL, 0);
}

bool wire_wait(struct wire *wire, enum turn turn, int milliseconds)
{
    struct timespec time = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    uint32_t now = __atomic_load_n(&wire->turn, __ATOMIC_SEQ_CST);

    while (now != (uint32_t)turn) {
        long woken = syscall(FUTEX, &wire->turn, FUTEX_WAIT, now,
                             milliseconds ? &time : NULL, NULL, 0);
        now = __atomic_load_n(&wire->turn, __ATOMIC_SEQ_CST);
        if (woken < 0 && milliseconds)
            break;
    }
    return now == (uint32_t)turn;
}
