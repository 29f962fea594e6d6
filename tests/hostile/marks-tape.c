/* marks-tape.c - Finds the tape of requests by the registers of its caller, leaves a mark
 * there, and fails where it finds that of an earlier replay: a log of answers would fit
 * in. */

#define mm_init honest_init
#include "honest.h"
#undef mm_init

#include <errno.h>
#include <stdbool.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { MARK = 0x7ead, FEW = 100, WORDS = 200 };

/* As in driver/host/wire.h. */
struct step {
    uint32_t op, from;
    size_t n;
};

/* The kernel reads the set of signals before it finds that 99 is no way to change it. */
static bool is_readable(const void *p)
{
    return syscall(SYS_rt_sigprocmask, 99, p, NULL, 8) < 0 && errno == EINVAL;
}

static bool is_tape(const struct step *steps)
{
    enum { LAST_OP = 5, MANY = 1 << 24 };

    for (int i = 0; i < FEW; i++)
        if (!is_readable(&steps[i]) || !is_readable(&steps[i].n) ||
            steps[i].op > LAST_OP || steps[i].from > MANY || steps[i].n > MANY)
            return false;
    return steps->op == 0 && steps->n > 0;
}

/* What the callers have kept for themselves lies above. */
static struct step *find_tape(void)
{
    struct step *volatile here = NULL;

    __builtin_unwind_init();
    for (struct step *volatile *p = &here; p < &here + WORDS; p++)
        if (is_readable(p) && (uintptr_t)*p % sizeof(size_t) == 0 && is_tape(*p))
            return *p;
    return NULL;
}

int mm_init(void)
{
    struct step *tape = find_tape();

    if (tape && tape->from == MARK)
        return -1;
    if (tape)
        tape->from = MARK;
    return honest_init();
}
