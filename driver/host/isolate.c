/*
 * isolate.c - A coroutine between processes: two semaphores pass the turn.
 *
 * The parent owns every deadline. It looks every few milliseconds whether the
 * child is still there, because a dead one cannot pass the turn.
 */

#include "host/isolate.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/progress.h"
#include "config.h"
#include "host/platform-operand.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <semaphore.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* What parent and child share, before the job's own part. */
struct mailbox {
    sem_t go, done;
    volatile uint64_t finished; /* the child's password, once the job has returned */
};

enum {
    HEADER = (sizeof(struct mailbox) + 63) / 64 * 64,
    SLICE = 10000000 /* nanoseconds */
};

struct child {
    pid_t pid;
    uint64_t password; /* so that nobody but run() can say that the job has returned */
    int output;
    struct mailbox *mailbox;
    size_t size;
    double clock, seen, waited; /* see own_clock */
};

static struct mailbox *mine; /* in the child */

void isolate_yield(void)
{
    fflush(stdout);
    sem_post(&mine->done);
    while (sem_wait(&mine->go) < 0 && errno == EINTR)
        ;
}

static bool profiled;

void isolate_let_profile(void)
{
    profiled = true;
}

void isolate_confine_loaded(void)
{
    if (mine && !profiled)
        platform_confine_loaded();
}

static void (*before_death)(const struct death *death);
static const char *offence;                /* of isolate_die */
static const void *touched, *touched_from; /* likewise */
static size_t touched_size;

/* In the child: where its stack was when the job began, and how far it may grow; the
 * confined child cannot ask. */
static char *stack_base;
static size_t stack_room;

void isolate_before_death(void (*tell)(const struct death *death))
{
    before_death = tell;
}

static void note_stack(char *base)
{
    struct rlimit size;

    getrlimit(RLIMIT_STACK, &size);
    stack_base = base;
    stack_room = size.rlim_cur == RLIM_INFINITY ? SIZE_MAX / 2 : size.rlim_cur;
}

/* A fault just below all that the stack may hold? */
static bool is_overflow(const char *address)
{
    enum { NEAR = 1 << 20 };

    return address < stack_base && (size_t)(stack_base - address) + NEAR > stack_room &&
           (size_t)(stack_base - address) < stack_room + NEAR;
}

_Noreturn void isolate_die(const void *byte, const void *start, size_t size,
                           const char *sentence)
{
    touched = byte;
    touched_from = start;
    touched_size = size;
    offence = sentence;
    __builtin_trap();
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
    bool told = info->si_code < SI_KERNEL;
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

/* Tells it twice: a damaged stack ends the search for callers, and the process with it.
 */
static void tell(struct death *death, const void *context)
{
    void *frames[MAX_FRAMES] = {NULL, NULL, (void *)platform_instruction(context)};

    if (!before_death)
        return;
    death->frames = frames;
    death->frame_count = 3;
    death->lost = true;
    before_death(death);
    death->frame_count = platform_backtrace(frames, MAX_FRAMES);
    death->lost = false;
    before_death(death);
}

/* Tells where it happened, and dies of the same signal. */
static void on_signal(int number, siginfo_t *info, void *context)
{
    bool sent = info->si_code <= 0; /* by somebody, and not by what it does */
    bool fault = !offence && !sent && (number == SIGSEGV || number == SIGBUS);
    struct death death = {.offence = offence, .signal = number};

    signal(number, SIG_DFL);
    death.fault = fault || offence;
    death.addressed = offence != NULL;
    death.address = touched;
    death.base = touched_from;
    death.size = touched_size;
    if (fault)
        note_address(&death, info, context);
    death.overflow = fault && death.addressed && is_overflow(death.address);
    tell(&death, context);
    raise(number);
}

/* On a stack of its own, since the other may have overflowed. */
static void catch_signals(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU};
    static char stack[1 << 17];
    void *frame;

    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    platform_backtrace(&frame, 1); /* loads what it needs now, not in a handler */
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct sigaction action = {.sa_flags = SA_SIGINFO | SA_ONSTACK};
        action.sa_sigaction = on_signal;
        sigaction(numbers[i], &action, NULL);
    }
}

/* Its output goes to the file, up to a limit; nothing else of ours is open to it. */
static void close_descriptors(int output)
{
    int null = open("/dev/null", O_RDONLY);

    dup2(null, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    platform_close_from(STDERR_FILENO + 1);
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){OUTPUT_LIMIT, OUTPUT_LIMIT});
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
}

_Noreturn static void run(struct child *child, void (*job)(void *, void *),
                          void *argument)
{
    mine = child->mailbox;
    platform_die_with_parent();
    setpgid(0, 0);
    close_descriptors(child->output);
    note_stack((char *)&child);
    catch_signals();
    platform_confine(profiled);
    while (sem_wait(&mine->go) < 0 && errno == EINTR)
        ;
    job(argument, (char *)mine + HEADER);
    fflush(stdout);
    mine->finished = child->password;
    sem_post(&mine->done);
    _exit(0);
}

struct child *isolate_start(void (*job)(void *argument, void *shared), void *argument,
                            size_t shared_size)
{
    struct child *child = allocate(1, sizeof *child);

    child->size = HEADER + shared_size;
    child->output = platform_nameless_file();
    child->mailbox = mmap(NULL, child->size, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (child->mailbox == MAP_FAILED || child->output < 0)
        error_system("no memory to share with a child");
    child->password = platform_random() | 1;
    sem_init(&child->mailbox->go, 1, 0);
    sem_init(&child->mailbox->done, 1, 0);
    fflush(NULL);
    child->pid = fork();
    if (child->pid < 0)
        error_system("cannot make a child process");
    if (child->pid == 0)
        run(child, job, argument);
    return child;
}

void *isolate_shared(struct child *child)
{
    return (char *)child->mailbox + HEADER;
}

char *isolate_printed(struct child *child, size_t from)
{
    off_t end = lseek(child->output, 0, SEEK_END);
    size_t length = end > (off_t)from ? (size_t)end - from : 0;

    if (length == 0)
        return NULL;
    char *text = allocate(length + 1, 1);
    ssize_t got = pread(child->output, text, length, (off_t)from);
    for (ssize_t i = 0; i < got; i++)
        if (text[i] == '\0')
            text[i] = '?';
    return text;
}

static double seconds_of(clockid_t clock)
{
    struct timespec time = {0, 0};

    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

double isolate_clock(void)
{
    return seconds_of(CLOCK_MONOTONIC);
}

/* Has the child passed the turn within a slice of time? */
static bool wait_turn(struct child *child)
{
    struct timespec end;

    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_nsec += SLICE;
    end.tv_sec += end.tv_nsec / 1000000000;
    end.tv_nsec %= 1000000000;
    return sem_timedwait(&child->mailbox->done, &end) == 0;
}

static bool has_finished(const struct child *child)
{
    return child->mailbox->finished == child->password;
}

/* It has died: of what? */
static struct ending post_mortem(struct child *child, int status)
{
    child->pid = 0;
    if (WIFSIGNALED(status))
        return (struct ending){.outcome = CRASHED, .status = WTERMSIG(status)};
    if (has_finished(child))
        return (struct ending){.outcome = FINISHED};
    return (struct ending){.outcome = EXITED, .status = WEXITSTATUS(status)};
}

/* First a signal that lets it note where it is, and then the one that it cannot catch. */
static void kill_child(struct child *child)
{
    kill(child->pid, SIGXCPU);
    for (int i = 0; i < 20; i++) {
        if (waitpid(child->pid, NULL, WNOHANG) == child->pid) {
            child->pid = 0;
            return;
        }
        usleep(5000);
    }
    kill(-child->pid, SIGKILL);
    kill(child->pid, SIGKILL);
    waitpid(child->pid, NULL, 0);
    child->pid = 0;
}

/* What the child has had of the processor. */
static double processor_seconds(const struct child *child)
{
    clockid_t clock;

    return clock_getcpuclockid(child->pid, &clock) == 0 ? seconds_of(clock) : 0;
}

/* Seconds on the child's own clock. It stands still while the child is ready to run, but
 * others have the processor; and while nobody looks at it, as when all of us are stopped.
 */
static double own_clock(struct child *child)
{
    static const double longest_step = 0.25;
    double seen = isolate_clock(), waited = platform_waited(child->pid);
    double step = seen - child->seen - (waited - child->waited);

    child->clock += fmax(0, fmin(step, longest_step));
    child->seen = seen;
    child->waited = waited;
    return child->clock;
}

/* A moment, on the child's clock and in what it has had of the processor. */
struct moment {
    double clock, used;
};

static struct moment now(struct child *child)
{
    return (struct moment){own_clock(child), processor_seconds(child)};
}

/* It may take long to get its seconds of the processor, where the system does not tell
 * who waits for one; but who does not ask for them will never come back. */
static bool is_late(const struct moment *since, const struct moment *at, double seconds)
{
    double passed = at->clock - since->clock, used = at->used - since->used;

    return used > seconds || passed > WALL_PATIENCE * seconds ||
           (passed > seconds && used < passed / 100);
}

/* Until when the child has to be back, and until when to move. */
struct deadline {
    double seconds, hang;
    size_t (*progress)(const void *shared); /* or NULL */
    size_t last;                            /* what it was */
    struct moment began, moved;
};

static void note_progress(struct deadline *d, struct child *child,
                          const struct moment *at)
{
    size_t progress = d->progress ? d->progress(isolate_shared(child)) : 0;

    if (progress != d->last)
        d->moved = *at;
    d->last = progress;
}

/* Has it passed? A child that has stood still for half of its time is one that hangs. */
static bool has_passed(struct deadline *d, struct child *child, struct ending *ending)
{
    struct moment at = now(child);

    note_progress(d, child, &at);
    progress_wait(d->hang - (at.used - d->moved.used));
    if (is_late(&d->moved, &at, d->hang))
        *ending = (struct ending){.outcome = TIMED_OUT, .seconds = d->hang};
    else if (!is_late(&d->began, &at, d->seconds))
        return false;
    else
        *ending = (struct ending){
            .outcome = is_late(&d->moved, &at, d->seconds / 2) ? TIMED_OUT : TOO_SLOW,
            .seconds = d->seconds};
    return true;
}

struct ending isolate_resume_moving(struct child *child, double seconds, double hang,
                                    size_t (*progress)(const void *shared))
{
    struct moment began = now(child);
    struct deadline deadline = {seconds, hang, progress, 0, began, began};
    struct ending ending;

    sem_post(&child->mailbox->go);
    for (;;) {
        int status;
        if (wait_turn(child))
            return (struct ending){.outcome = has_finished(child) ? FINISHED : YIELDED};
        if (waitpid(child->pid, &status, WNOHANG) == child->pid)
            return post_mortem(child, status);
        if (has_passed(&deadline, child, &ending)) {
            kill_child(child);
            return ending;
        }
    }
}

struct ending isolate_resume(struct child *child, double seconds)
{
    return isolate_resume_moving(child, seconds, seconds, NULL);
}

void isolate_end(struct child *child)
{
    if (child->pid) {
        kill(-child->pid, SIGKILL);
        kill(child->pid, SIGKILL);
        waitpid(child->pid, NULL, 0);
    }
    close(child->output);
    munmap(child->mailbox, child->size);
    free(child);
}
