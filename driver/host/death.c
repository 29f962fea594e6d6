/*
 * death.c - A signal that ends the process is caught, told, and raised again.
 */

#include "host/death.h"

#include "base/platform.h"
#include "host/platform-operand.h"

#include <signal.h>
#include <stdint.h>
#include <string.h>

static void (*before_death)(const struct death *death);
static const char *offence;                /* of death_by */
static const void *touched, *touched_from; /* likewise */
static size_t touched_size;

/* Where the stack was when it began, and how far it may grow. */
static const char *stack_base;
static size_t stack_room;

void death_tell_by(void (*tell)(const struct death *death))
{
    before_death = tell;
}

void death_tell(const struct death *death)
{
    if (before_death)
        before_death(death);
}

/* A fault just below all that the stack may hold? */
static bool is_overflow(const char *address)
{
    enum { NEAR = 1 << 20 };

    return address < stack_base && (size_t)(stack_base - address) + NEAR > stack_room &&
           (size_t)(stack_base - address) < stack_room + NEAR;
}

_Noreturn void death_by(const void *byte, const void *start, size_t size,
                        const char *sentence)
{
    touched = byte;
    touched_from = start;
    touched_size = size;
    offence = sentence;
    __builtin_trap();
}

_Noreturn void death_of(const char *sentence)
{
    death_by(NULL, NULL, 0, sentence);
}

/* Are they the same, but for what one instruction reads or writes? */
static bool is_close(const void *address, uintptr_t other)
{
    enum { INSTRUCTION = 64 };

    return (uintptr_t)address - other + INSTRUCTION < 2 * INSTRUCTION;
}

/* Where the fault was: as the processor tells, or as the instruction does. */
static void note_address(struct death *death, const siginfo_t *info, const void *context)
{
    bool told = platform_tells_address(info);
    struct operand operand = {.known = false};

    if (!told || info->si_addr != platform_instruction(context))
        operand = platform_operand(context);
    death->addressed = told || operand.known;
    death->address = told ? info->si_addr : (const void *)operand.address;
    death->base = death->address;
    if (operand.known && is_close(death->address, operand.address))
        death->base = (const void *)operand.base;
    if (!told && operand.known && operand.address % operand.width != 0)
        death->alignment = operand.width;
}

/* Frame 2 is the instruction where the signal came, after the handler's own and the
 * system's: of 32 bits the system has one more, which is left out. How many there are. */
static int from_instruction(void **frames, int count, const void *instruction)
{
    int at = SIGNAL_FRAME;

    while (at < count && frames[at] != instruction)
        at++;
    if (at == count)
        return count;
    memmove(frames + SIGNAL_FRAME, frames + at, (size_t)(count - at) * sizeof *frames);
    return count - (at - SIGNAL_FRAME);
}

/* Tells it twice: a damaged stack ends the search for callers, and the process with it.
 */
static void tell(struct death *death, const void *context)
{
    void *instruction = (void *)platform_instruction(context);
    void *frames[MAX_FRAMES] = {[SIGNAL_FRAME] = instruction};

    if (!before_death)
        return;
    death->frames = frames;
    death->frame_count = SIGNAL_FRAME + 1;
    death->lost = true;
    before_death(death);
    death->frame_count =
        from_instruction(frames, platform_backtrace(frames, MAX_FRAMES), instruction);
    death->lost = false;
    before_death(death);
}

/* Tells where it happened, and dies of the same signal. */
static void on_signal(int number, siginfo_t *info, void *context)
{
    bool sent = info->si_code <= 0; /* by somebody, and not by what it does */
    bool fault = !offence && !sent && (number == SIGSEGV || number == SIGBUS);
    struct death death = {.offence = offence, .signal = number};

    death.fault = fault || offence;
    death.addressed = touched != NULL;
    death.address = touched;
    death.base = touched_from;
    death.size = touched_size;
    if (fault)
        note_address(&death, info, context);
    death.overflow = fault && death.addressed && is_overflow(death.address);
    tell(&death, context);
    raise(number);
}

void death_prepare(void)
{
    void *frame;

    platform_backtrace(&frame, 1);
}

/* On a stack of its own, since the other may have overflowed. */
void death_catch(const char *base, size_t room)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU};
    static char stack[1 << 17];
    const unsigned flags = SA_SIGINFO | SA_ONSTACK | SA_RESETHAND;

    stack_base = base;
    stack_room = room;
    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    death_prepare();
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction action = {.sa_flags = (int)flags};
        action.sa_sigaction = on_signal;
        sigaction(numbers[i], &action, NULL);
    }
}
