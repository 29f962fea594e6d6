/*
 * platform-filter.c - Linux's seccomp filters, line by line.
 */

#include "host/platform-filter.h"

#include <linux/audit.h>
#include <sys/prctl.h>

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

static void add(struct filter *f, struct sock_filter line)
{
    f->lines[f->count++] = line;
}

void filter_load(struct filter *f, size_t field)
{
    add(f, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (unsigned)field));
}

void filter_skip_unless(struct filter *f, unsigned test, unsigned value,
                        unsigned char skipped)
{
    add(f, (struct sock_filter)BPF_JUMP(BPF_JMP | test | BPF_K, value, 0, skipped));
}

void filter_answer(struct filter *f, unsigned value)
{
    add(f, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, value));
}

void filter_answer_if(struct filter *f, unsigned answer, unsigned test, unsigned value)
{
    filter_skip_unless(f, test, value, 1);
    filter_answer(f, answer);
}

void filter_answer_all(struct filter *f, unsigned answer, const unsigned *calls,
                       size_t count)
{
    for (size_t i = 0; i < count; i++)
        filter_answer_if(f, answer, BPF_JEQ, calls[i]);
}

struct filter filter_new(void)
{
    struct filter f = {.count = 0};

    filter_load(&f, offsetof(struct seccomp_data, arch));
    add(&f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
                                         (unsigned)ARCHITECTURE, 1, 0));
    filter_answer(&f, REFUSED);
    filter_load(&f, offsetof(struct seccomp_data, nr));
    filter_answer_if(&f, REFUSED, BPF_JGE, X32);
    return f;
}

bool filter_enforce(struct filter *f, unsigned otherwise)
{
    struct sock_fprog program = {0, f->lines};

    filter_answer(f, otherwise);
    program.len = f->count;
    return ARCHITECTURE != 0 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
