/*
 * platform-confine.c - What a child may not ask of the kernel: Linux's seccomp filters.
 */

#define _GNU_SOURCE

#include "base/platform.h"
#include "host/platform-filter.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

/* What reaches other processes, or makes some; what changes files; what changes limits
 * and priorities; and what stays in the kernel when the process is gone. */
static const unsigned forbidden[] = {
#ifdef SYS_shmget
    SYS_shmget,
    SYS_msgget,
    SYS_semget,
#endif
#ifdef SYS_ipc
    SYS_ipc,
#endif
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
#ifdef SYS_renameat
    SYS_renameat,
#endif
    SYS_clone,
    SYS_clone3,
    SYS_kill,
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
    SYS_ioprio_set,
    SYS_mq_open,
    SYS_add_key,
    SYS_request_key,
    SYS_keyctl,
    SYS_fchmod,
    SYS_fchown,
    SYS_setxattr,
    SYS_fsetxattr,
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
    SYS_openat, SYS_readlinkat,       SYS_prctl, SYS_seccomp, SYS_pread64,
    SYS_chdir,  SYS_sched_setaffinity};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* To open for writing. */
static void forbid_writing(struct filter *p, unsigned call, int argument)
{
    filter_skip_unless(p, BPF_JEQ, call, 4);
    filter_load(p, offsetof(struct seccomp_data, args) + 8 * (size_t)argument);
    filter_answer_if(p, REFUSED, BPF_JSET, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC);
    filter_load(p, offsetof(struct seccomp_data, nr));
}

/* A signal to another process; abort() signals its own, or its one thread, whose number
 * is the same. */
static void forbid_signals(struct filter *p, unsigned call)
{
    filter_skip_unless(p, BPF_JEQ, call, 3);
    filter_load(p, offsetof(struct seccomp_data, args));
    filter_skip_unless(p, BPF_JEQ, (unsigned)getpid(), 1);
    filter_answer(p, SECCOMP_RET_ALLOW);
    filter_load(p, offsetof(struct seccomp_data, nr));
    filter_answer_if(p, REFUSED, BPF_JEQ, call);
}

bool platform_confine(bool may_write)
{
    struct filter p = filter_new();

    filter_answer_all(&p, REFUSED, forbidden, COUNT(forbidden));
#ifdef SYS_open
    if (!may_write)
        forbid_writing(&p, SYS_open, 1);
#endif
    if (!may_write)
        forbid_writing(&p, SYS_openat, 2);
    forbid_signals(&p, SYS_tgkill);
    forbid_signals(&p, SYS_tkill);
    return filter_enforce(&p, SECCOMP_RET_ALLOW);
}

bool platform_confine_loaded(void)
{
    struct filter p = filter_new();

    filter_answer_all(&p, REFUSED, useless, COUNT(useless));
    return filter_enforce(&p, SECCOMP_RET_ALLOW);
}
