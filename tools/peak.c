/*
 * peak.c - Runs a program, and says the most memory that was resident, to the page.
 *
 *    peak FILE LIBRARY PROGRAM [ARGUMENT]...
 *
 * FILE gets "STATUS KILOBYTES". The library is loaded before libc; "" is none. Of more
 * processes it is the largest that counts.
 *
 * The system's own figure (ru_maxrss) is too low by some 200 KB, and not by the same in
 * every run: each processor counts 32 pages before it tells. So the program is stopped
 * before each call by which it can give memory back, and when it ends: between those its
 * memory only grows. Then its page tables are read.
 */

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* In the filter: before this call, stop. */
#define STOP_BEFORE(call)                              \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), \
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE)

/* From now on this process, and those that it starts, stop before these calls. */
static void stop_before_giving_back(void)
{
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        STOP_BEFORE(SYS_brk),
        STOP_BEFORE(SYS_mmap), /* in the place of another mapping */
        STOP_BEFORE(SYS_munmap),
        STOP_BEFORE(SYS_mremap),
        STOP_BEFORE(SYS_madvise),
        STOP_BEFORE(SYS_execve),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};

    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 ||
        prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) < 0)
        _exit(126);
}

static void become(const char *library, char **command)
{
    setenv("LD_PRELOAD", library, 1);
    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGSTOP);
    stop_before_giving_back();
    execvp(command[0], command);
    _exit(127);
}

/* Kilobytes; 0: it cannot be told. */
static long resident(pid_t process)
{
    char path[64], line[256];
    long found = 0;

    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)process);
    FILE *file = fopen(path, "r");
    if (!file)
        return 0;
    while (fgets(line, sizeof line, file) && sscanf(line, "Rss: %ld", &found) != 1)
        ;
    fclose(file);
    return found;
}

/* What a stopped process is told when it goes on: the signal that it was sent, or 0. */
static int signal_of(int status)
{
    int number = WSTOPSIG(status);
    return number == SIGSTOP || number == SIGTRAP ? 0 : number;
}

/* Lets the stopped process and all that it starts run to their ends; the most of them. */
static long follow(pid_t process, int *end)
{
    long most = 0;
    int status;

    ptrace(PTRACE_SETOPTIONS, process, NULL,
           PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEEXIT | PTRACE_O_TRACEFORK |
               PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE | PTRACE_O_EXITKILL);
    ptrace(PTRACE_CONT, process, NULL, NULL);
    for (pid_t stopped; (stopped = waitpid(-1, &status, __WALL)) > 0;) {
        if (!WIFSTOPPED(status)) {
            if (stopped == process)
                *end = status;
            continue;
        }
        int event = status >> 16;
        if (event == PTRACE_EVENT_SECCOMP || event == PTRACE_EVENT_EXIT) {
            long now = resident(stopped);
            most = now > most ? now : most;
        }
        ptrace(PTRACE_CONT, stopped, NULL, signal_of(status));
    }
    return most;
}

int main(int argc, char **argv)
{
    int status;

    if (argc < 4)
        return 2;
    pid_t child = fork();
    if (child == 0)
        become(argv[2], argv + 3);
    if (child < 0 || waitpid(child, &status, 0) < 0)
        return 3;
    long kilobytes = follow(child, &status);
    FILE *out = fopen(argv[1], "w");
    if (!out)
        return 3;
    fprintf(out, "%d %ld\n",
            WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), kilobytes);
    return fclose(out) ? 3 : 0;
}
