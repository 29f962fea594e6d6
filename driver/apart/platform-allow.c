/*
 * platform-allow.c - What the host's process may ask of the kernel, call by call.
 *
 * Neither list has what makes a process or a thread, sets a timer or a signal's handler,
 * reads the memory of others, or changes a file that is not open already.
 */

#define _GNU_SOURCE

#include "apart/platform-cell.h"
#include "host/platform-filter.h"

#include <fcntl.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

/* To talk with the judge, to print, to end, to wait; and to give memory back. */
static const unsigned always[] = {
#ifdef SYS_pause
    SYS_pause,
#endif
#ifdef SYS_futex_time64
    SYS_futex_time64,
#endif
#ifdef SYS_sigreturn
    SYS_sigreturn,    SYS_sigprocmask,
#endif
    SYS_futex,        SYS_write,        SYS_writev,         SYS_exit,
    SYS_exit_group,   SYS_rt_sigreturn, SYS_rt_sigprocmask, SYS_getpid,
    SYS_gettid,       SYS_sched_yield,  SYS_munmap};

/* To load a plug-in, and then to forbid it this. */
static const unsigned loading[] = {
#ifdef SYS_mmap2
    SYS_mmap2,      SYS_fstat64,    SYS__llseek,
#endif
#ifdef SYS_fstatat64
    SYS_fstatat64,
#endif
#ifdef SYS_newfstatat
    SYS_newfstatat,
#endif
#ifdef SYS_mmap
    SYS_mmap,
#endif
    SYS_read,       SYS_pread64,    SYS_close,   SYS_fstat, SYS_statx,
    SYS_mprotect,   SYS_brk,        SYS_lseek,   SYS_prctl, SYS_seccomp,
    SYS_getrandom,  SYS_readlinkat, SYS_uname,   SYS_getcwd};

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static size_t argument(int number)
{
    return offsetof(struct seccomp_data, args) + 8 * (size_t)number;
}

/* A call whose argument is this. */
static void allow_with(struct filter *f, unsigned call, int number, unsigned value)
{
    filter_skip_unless(f, BPF_JEQ, call, 4);
    filter_load(f, argument(number));
    filter_answer_if(f, SECCOMP_RET_ALLOW, BPF_JEQ, value);
    filter_answer(f, REFUSED);
}

/* A call whose argument has none of these bits. */
static void allow_without(struct filter *f, unsigned call, int number, unsigned bits)
{
    filter_skip_unless(f, BPF_JEQ, call, 4);
    filter_load(f, argument(number));
    filter_answer_if(f, REFUSED, BPF_JSET, bits);
    filter_answer(f, SECCOMP_RET_ALLOW);
}

/* A signal to itself, as abort() sends one; and memory that the process has already,
 * sooner than it is touched. */
static void allow_own(struct filter *f)
{
    allow_with(f, SYS_tgkill, 0, (unsigned)getpid());
#ifdef MADV_POPULATE_WRITE
    allow_with(f, SYS_madvise, 2, MADV_POPULATE_WRITE);
#endif
}

bool cell_confine_loading(void)
{
    enum { WRITING = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC };
    struct filter f = filter_new();

    filter_answer_all(&f, SECCOMP_RET_ALLOW, always, COUNT(always));
    filter_answer_all(&f, SECCOMP_RET_ALLOW, loading, COUNT(loading));
#ifdef SYS_open
    allow_without(&f, SYS_open, 1, WRITING);
#endif
    allow_without(&f, SYS_openat, 2, WRITING);
    allow_own(&f);
    return filter_enforce(&f, REFUSED);
}

bool cell_confine(void)
{
    struct filter f = filter_new();

    filter_answer_all(&f, SECCOMP_RET_ALLOW, always, COUNT(always));
    allow_without(&f, SYS_mprotect, 2, PROT_WRITE | PROT_EXEC);
    allow_own(&f);
    return filter_enforce(&f, REFUSED);
}
