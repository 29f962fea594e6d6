/*
 * isolate.c - A coroutine between processes: two semaphores pass the turn.
 *
 * The parent owns every deadline. It looks every few milliseconds whether the
 * child is still there, because a dead one cannot pass the turn.
 */

#include "host/isolate.h"

#include "base/error.h"
#include "base/platform.h"
#include "config.h"

#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
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
static const char *offence; /* of isolate_die */
static const void *touched; /* likewise */

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

_Noreturn void isolate_die(const void *byte, const char *sentence)
{
    touched = byte;
    offence = sentence;
    __builtin_trap();
}

/* Tells where it happened, and dies of the same signal. */
static void on_signal(int number, siginfo_t *info, void *context)
{
    void *frames[MAX_FRAMES];
    bool fault = number == SIGSEGV || number == SIGBUS;
    struct death death = {.offence = offence, .signal = number, .frames = frames};

    (void)context;
    signal(number, SIG_DFL);
    death.address = offence                ? touched
                    : !fault               ? NULL
                    : info->si_code > 0x7f ? (void *)-1 /* SI_KERNEL */
                                           : info->si_addr;
    death.overflow = fault && is_overflow(death.address);
    death.frame_count = backtrace(frames, MAX_FRAMES);
    if (before_death)
        before_death(&death);
    raise(number);
}

/* On a stack of its own, since the other may have overflowed. */
static void catch_signals(void)
{
    static const int numbers[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGXCPU};
    static char stack[1 << 17];
    void *frame;

    sigaltstack(&(stack_t){.ss_sp = stack, .ss_size = sizeof stack}, NULL);
    backtrace(&frame, 1); /* loads what it needs now, not in a handler */
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
    char *text = allocate(OUTPUT_LIMIT + 1, 1);
    ssize_t length = pread(child->output, text, OUTPUT_LIMIT, (off_t)from);

    if (length > 0)
        return text;
    free(text);
    return NULL;
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
        return (struct ending){CRASHED, WTERMSIG(status)};
    if (has_finished(child))
        return (struct ending){FINISHED, 0};
    return (struct ending){EXITED, WEXITSTATUS(status)};
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

/* On a busy machine it may take long to get its seconds of the processor; but who does
 * not ask for them will never come back. */
static bool is_late(double seconds, double passed, double used)
{
    return used > seconds || passed > WALL_PATIENCE * seconds ||
           (passed > seconds && used < passed / 100);
}

struct ending isolate_resume(struct child *child, double seconds)
{
    double began = isolate_clock(), used = processor_seconds(child);

    sem_post(&child->mailbox->go);
    for (;;) {
        int status;
        if (wait_turn(child))
            return (struct ending){has_finished(child) ? FINISHED : YIELDED, 0};
        if (waitpid(child->pid, &status, WNOHANG) == child->pid)
            return post_mortem(child, status);
        if (is_late(seconds, isolate_clock() - began, processor_seconds(child) - used)) {
            kill_child(child);
            return (struct ending){TIMED_OUT, 0};
        }
    }
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
