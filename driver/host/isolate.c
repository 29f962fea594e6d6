/*
 * isolate.c - A coroutine between processes: two semaphores pass the turn.
 *
 * The parent owns every deadline. It looks every few milliseconds whether a
 * child is still there, because a dead one cannot pass the turn.
 */

#include "host/isolate.h"

#include "base/error.h"
#include "base/platform.h"
#include "base/progress.h"
#include "config.h"
#include "host/death.h"

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
    volatile pid_t host;        /* that the child, a judge, has started; or 0 */
    volatile bool host_ended;   /* so that the job is over: */
    volatile int host_status;
};

enum {
    HEADER = (sizeof(struct mailbox) + 63) / 64 * 64,
    SLICE = 10000000, /* nanoseconds to wait for a child, */
    MOMENT = 1000000  /* and if there are others to look after */
};

/* A moment, on a child's clock and in what it has had of the processor. */
struct moment {
    double clock, used;
};

/* Until when a child has to be back, and until when to move. */
struct deadline {
    double seconds, hang;
    size_t (*progress)(const void *shared); /* or NULL */
    size_t last;                            /* what it was */
    struct moment began, moved;
};

struct child {
    pid_t pid, parent;
    bool judge;
    uint64_t password; /* so that nobody but run() can say that the job has returned */
    int output;
    struct mailbox *mailbox;
    size_t size;
    struct moment own;         /* see own_moment */
    double seen, used, waited; /* when it was looked at last */
    struct deadline deadline;  /* while it runs */
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

static size_t stack_limit; /* or 0 */

void isolate_limit_stack(size_t bytes)
{
    stack_limit = bytes;
}

static void limit_stack(void)
{
    struct rlimit size;

    getrlimit(RLIMIT_STACK, &size);
    if (stack_limit > 0 &&
        (size.rlim_max == RLIM_INFINITY || size.rlim_max > stack_limit))
        setrlimit(RLIMIT_STACK, &(struct rlimit){stack_limit, size.rlim_max});
}

/* In the child: death is caught, at a stack that begins here. */
static void catch_death(const char *base)
{
    struct rlimit size;

    getrlimit(RLIMIT_STACK, &size);
    death_catch(base, size.rlim_cur == RLIM_INFINITY ? SIZE_MAX / 2 : size.rlim_cur);
}

static void limit_files(void)
{
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){OUTPUT_LIMIT, OUTPUT_LIMIT});
}

/* Its output goes to the file; nothing else of ours is open to it. */
static void close_descriptors(int output)
{
    int null = open("/dev/null", O_RDONLY);

    dup2(null, STDIN_FILENO);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    platform_close_from(STDERR_FILENO + 1);
    setvbuf(stdout, NULL, _IOLBF, 0);
    setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
    limit_stack();
}

/* A judge takes its host with it. */
static void end_host(void)
{
    if (!mine->host)
        return;
    kill(mine->host, SIGKILL);
    waitpid(mine->host, NULL, 0);
}

_Noreturn static void run(struct child *child, void (*job)(void *, void *),
                          void *argument)
{
    mine = child->mailbox;
    if (!platform_die_with_parent(child->parent))
        _exit(SYSTEM_ERROR);
    setpgid(0, 0);
    close_descriptors(child->output);
    catch_death((char *)&child);
    if (!child->judge) {
        limit_files();
        platform_confine(profiled);
    }
    while (sem_wait(&mine->go) < 0 && errno == EINTR)
        ;
    job(argument, (char *)mine + HEADER);
    fflush(stdout);
    end_host();
    mine->finished = child->password;
    sem_post(&mine->done);
    _exit(0);
}

static struct child *start(void (*job)(void *argument, void *shared), void *argument,
                           size_t shared_size, bool judge)
{
    struct child *child = allocate(1, sizeof *child);

    child->judge = judge;
    child->size = HEADER + shared_size;
    child->output = platform_nameless_file();
    child->mailbox = mmap(NULL, child->size, PROT_READ | PROT_WRITE,
                          MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (child->mailbox == MAP_FAILED || child->output < 0)
        error_system("no memory to share with a child");
    child->password = platform_random() | 1;
    child->parent = getpid();
    sem_init(&child->mailbox->go, 1, 0);
    sem_init(&child->mailbox->done, 1, 0);
    death_prepare();
    fflush(NULL);
    child->pid = fork();
    if (child->pid < 0)
        error_system("cannot make a child process");
    if (child->pid == 0)
        run(child, job, argument);
    return child;
}

struct child *isolate_start(void (*job)(void *argument, void *shared), void *argument,
                            size_t shared_size)
{
    return start(job, argument, shared_size, false);
}

struct child *isolate_start_judge(void (*job)(void *argument, void *shared),
                                  void *argument, size_t shared_size)
{
    return start(job, argument, shared_size, true);
}

/* With an environment of what the loader needs: what else is in it would be memory. */
_Noreturn static void become_host(const char *program, int wire, int heap, pid_t judge)
{
    char files[2][16], *none[] = {NULL};

    if (!platform_die_with_parent(judge))
        _exit(SYSTEM_ERROR);
    limit_files();
    snprintf(files[0], sizeof files[0], "%d", wire);
    snprintf(files[1], sizeof files[1], "%d", heap);
    execve(program, (char *[]){(char *)program, files[0], files[1], NULL}, none);
    _exit(SYSTEM_ERROR);
}

pid_t isolate_start_host(const char *program, int wire, int heap)
{
    pid_t judge = getpid(), host = fork();

    if (host < 0)
        error_system("cannot make a process for the host");
    if (host == 0)
        become_host(program, wire, heap, judge);
    mine->host = host;
    return host;
}

bool isolate_host_ended(int *status)
{
    if (waitpid(mine->host, status, WNOHANG) != mine->host)
        return false;
    mine->host = 0;
    return true;
}

_Noreturn void isolate_end_with_host(int status)
{
    mine->host_status = status;
    mine->host_ended = true;
    sem_post(&mine->done);
    _exit(0);
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

/* Has the child passed the turn within so much time? */
static bool wait_turn(struct child *child, long nanoseconds)
{
    struct timespec end;

    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_nsec += nanoseconds;
    end.tv_sec += end.tv_nsec / 1000000000;
    end.tv_nsec %= 1000000000;
    return sem_timedwait(&child->mailbox->done, &end) == 0;
}

/* Only a judge is believed what it says of its host. */
static pid_t host_of(const struct child *child)
{
    return child->judge ? child->mailbox->host : 0;
}

static bool has_ended_with_host(const struct child *child)
{
    return child->judge && child->mailbox->host_ended;
}

static bool has_finished(const struct child *child)
{
    return child->mailbox->finished == child->password;
}

static struct ending ending_by(int status)
{
    if (WIFSIGNALED(status))
        return (struct ending){.outcome = CRASHED, .status = WTERMSIG(status)};
    return (struct ending){.outcome = EXITED, .status = WEXITSTATUS(status)};
}

/* It has passed the turn. */
static struct ending ending_of(const struct child *child)
{
    if (has_ended_with_host(child))
        return ending_by(child->mailbox->host_status);
    return (struct ending){.outcome = has_finished(child) ? FINISHED : YIELDED};
}

/* It has died: of what? */
static struct ending post_mortem(struct child *child, int status)
{
    child->pid = 0;
    if (has_ended_with_host(child) || has_finished(child))
        return ending_of(child);
    if (child->judge) {
        errno = EOWNERDEAD;
        error_system("a judge was ended: there is no verdict");
    }
    return ending_by(status);
}

/* First a signal that lets what runs the allocator note where it is, and what led there:
 * it has half a second. Then the one that it cannot catch. */
static void kill_child(struct child *child)
{
    enum { LOOKS = 100, BETWEEN = 5000 /* microseconds */ };
    pid_t host = host_of(child);

    kill(host ? host : child->pid, SIGXCPU);
    for (int i = 0; i < LOOKS; i++) {
        if (waitpid(child->pid, NULL, WNOHANG) == child->pid) {
            child->pid = 0;
            return;
        }
        usleep(BETWEEN);
    }
    kill(-child->pid, SIGKILL);
    kill(child->pid, SIGKILL);
    waitpid(child->pid, NULL, 0);
    child->pid = 0;
}

static double processor_seconds_of(pid_t pid)
{
    clockid_t clock;

    return pid && clock_getcpuclockid(pid, &clock) == 0 ? seconds_of(clock) : 0;
}

/* What the child, and its host, have had of the processor. */
static double processor_seconds(const struct child *child)
{
    return processor_seconds_of(child->pid) + processor_seconds_of(host_of(child));
}

/* How long they were ready to run. */
static double waited_for_processor(const struct child *child)
{
    pid_t host = host_of(child);

    return platform_waited(child->pid) + (host ? platform_waited(host) : 0);
}

/* The child's own clock. It stands still while the child is ready to run, but others have
 * the processor. Of what passes, and of what it uses, between two looks no more counts
 * than longest_step: all of us were stopped, or the whole machine. */
static struct moment own_moment(struct child *child)
{
    static const double longest_step = 0.25;
    double seen = isolate_clock(), waited = waited_for_processor(child);
    double used = processor_seconds(child);
    double step = seen - child->seen, most = 2 * longest_step /* with its host */;

    child->own.clock += fmax(0, fmin(step - (waited - child->waited), longest_step));
    child->own.used += fmax(0, fmin(used - child->used, most));
    child->seen = seen;
    child->waited = waited;
    child->used = used;
    return child->own;
}

/* It may take long to get its seconds of the processor, where the system does not tell
 * who waits for one; but who does not ask for them will never come back. */
static bool is_late(const struct moment *since, const struct moment *at, double seconds)
{
    double passed = at->clock - since->clock, used = at->used - since->used;

    return used > seconds || passed > WALL_PATIENCE * seconds ||
           (passed > seconds && used < passed / 100);
}

static void note_progress(struct child *child, const struct moment *at)
{
    struct deadline *d = &child->deadline;
    size_t progress = d->progress ? d->progress(isolate_shared(child)) : 0;

    if (progress != d->last)
        d->moved = *at;
    d->last = progress;
}

/* Has it passed? A child that has stood still for half of its time is one that hangs. */
static bool has_passed(struct child *child, struct ending *ending)
{
    const struct deadline *d = &child->deadline;
    struct moment at = own_moment(child);

    note_progress(child, &at);
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

void isolate_go(struct child *child, double seconds, double hang,
                size_t (*progress)(const void *shared))
{
    struct moment began = own_moment(child);

    child->deadline = (struct deadline){seconds, hang, progress, 0, began, began};
    sem_post(&child->mailbox->go);
}

static bool is_back(struct child *child, long nanoseconds, struct ending *ending)
{
    int status;

    if (wait_turn(child, nanoseconds))
        *ending = ending_of(child);
    else if (waitpid(child->pid, &status, WNOHANG) == child->pid)
        *ending = post_mortem(child, status);
    else if (isolate_clock() - child->seen < 1e-9 * SLICE || !has_passed(child, ending))
        return false;
    else
        kill_child(child);
    return true;
}

bool isolate_is_back(struct child *child, struct ending *ending)
{
    return is_back(child, MOMENT, ending);
}

struct ending isolate_resume(struct child *child, double seconds)
{
    struct ending ending;

    isolate_go(child, seconds, seconds, NULL);
    while (!is_back(child, SLICE, &ending))
        ;
    return ending;
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
