/*
 * platform-confine.c - What a child may not ask of the kernel: Linux's seccomp filters.
 *
 * A filter is a program that looks at the number and the arguments of a system call.
 * What is forbidden fails with EPERM, as if the user might not do it.
 */

#define _GNU_SOURCE

#include "base/platform.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined __x86_64__
enum { ARCHITECTURE = AUDIT_ARCH_X86_64 };
#elif defined __i386__
enum { ARCHITECTURE = AUDIT_ARCH_I386 };
#elif defined __aarch64__
enum { ARCHITECTURE = AUDIT_ARCH_AARCH64 };
#else
enum { ARCHITECTURE = 0 };
#endif

/* Numbers from here on are those of another architecture, x32. */
enum { X32 = 0x40000000 };

/* What reaches other processes, or makes some; what changes files by their names; what
 * changes limits and priorities. */
static const unsigned forbidden[] = {
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
    SYS_unlink,
    SYS_rename,
    SYS_mkdir,
    SYS_rmdir,
    SYS_link,
    SYS_chmod,
    SYS_chown,
    SYS_creat,
    SYS_mknod,
    SYS_symlink,
    SYS_lchown,
    SYS_utimes,
    SYS_setrlimit,
#endif
    SYS_clone,
    SYS_clone3,
    SYS_kill,
    SYS_tkill,
    SYS_rt_sigqueueinfo,
    SYS_rt_tgsigqueueinfo,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_pidfd_open,
    SYS_pidfd_send_signal,
    SYS_execve,
    SYS_execveat,
    SYS_socket,
    SYS_setpgid,
    SYS_setsid,
    SYS_prlimit64,
    SYS_setpriority,
    SYS_sched_setscheduler,
    SYS_sched_setparam,
    SYS_sched_setattr,
    SYS_unlinkat,
    SYS_renameat2,
    SYS_mkdirat,
    SYS_linkat,
    SYS_symlinkat,
    SYS_mknodat,
    SYS_fchmodat,
    SYS_fchownat,
    SYS_utimensat,
    SYS_truncate,
    SYS_mount,
    SYS_openat2,
    SYS_io_uring_setup,
    SYS_memfd_create};

/* What an allocator has no use for once it is loaded. */
static const unsigned useless[] = {
#ifdef SYS_open
    SYS_open,   SYS_readlink,
#endif
    SYS_openat, SYS_readlinkat, SYS_prctl, SYS_seccomp, SYS_pread64, SYS_chdir};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

struct program {
    struct sock_filter lines[2 * COUNT(forbidden) + 32];
    unsigned short count;
};

static void add(struct program *p, struct sock_filter line)
{
    p->lines[p->count++] = line;
}

static void load(struct program *p, size_t field)
{
    add(p, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)field));
}

/* Skips so many lines unless what was loaded is the value; has one of its bits; is less.
 */
static void skip_unless(struct program *p, unsigned test, unsigned value,
                        unsigned char skipped)
{
    add(p, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, skipped));
}

static void answer(struct program *p, unsigned value)
{
    add(p, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, value));
}

static void forbid(struct program *p, unsigned test, unsigned value)
{
    skip_unless(p, test, value, 1);
    answer(p, SECCOMP_RET_ERRNO | EPERM);
}

/* What is not of our architecture is forbidden. Leaves the call's number loaded. */
static struct program program_new(void)
{
    struct program p = {.count = 0};

    load(&p, offsetof(struct seccomp_data, arch));
    add(&p, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                         (unsigned)ARCHITECTURE, 1, 0));
    answer(&p, SECCOMP_RET_ERRNO | EPERM);
    load(&p, offsetof(struct seccomp_data, nr));
    forbid(&p, BPF_JGE, X32);
    return p;
}

static void forbid_all(struct program *p, const unsigned *calls, size_t count)
{
    for (size_t i = 0; i < count; i++)
        forbid(p, BPF_JEQ, calls[i]);
}

/* To open for writing. */
static void forbid_writing(struct program *p, unsigned call, int argument)
{
    skip_unless(p, BPF_JEQ, call, 4);
    load(p, offsetof(struct seccomp_data, args) + 8 * (size_t)argument);
    forbid(p, BPF_JSET, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC);
    load(p, offsetof(struct seccomp_data, nr));
}

/* A signal to another process; abort() signals its own. */
static void forbid_signals(struct program *p)
{
    skip_unless(p, BPF_JEQ, SYS_tgkill, 3);
    load(p, offsetof(struct seccomp_data, args));
    skip_unless(p, BPF_JEQ, (unsigned)getpid(), 1);
    answer(p, SECCOMP_RET_ALLOW);
    load(p, offsetof(struct seccomp_data, nr));
    forbid(p, BPF_JEQ, SYS_tgkill);
}

static bool enforce(struct program *p)
{
    struct sock_fprog filter = {0, p->lines};

    answer(p, SECCOMP_RET_ALLOW);
    filter.len = p->count;
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

bool platform_confine(bool may_write)
{
    struct program p = program_new();

    forbid_all(&p, forbidden, COUNT(forbidden));
#ifdef SYS_open
    if (!may_write)
        forbid_writing(&p, SYS_open, 1);
#endif
    if (!may_write)
        forbid_writing(&p, SYS_openat, 2);
    forbid_signals(&p);
    return ARCHITECTURE != 0 && enforce(&p);
}

bool platform_confine_loaded(void)
{
    struct program p = program_new();

    forbid_all(&p, useless, COUNT(useless));
    return ARCHITECTURE != 0 && enforce(&p);
}
