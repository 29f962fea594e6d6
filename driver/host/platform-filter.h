#ifndef PLATFORM_FILTER_H
#define PLATFORM_FILTER_H

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>

/*
 * platform-filter.h - Linux's seccomp filters: what a process may ask of the kernel.
 *
 * A filter is a program that looks at the number and the arguments of a system call, and
 * answers. What is refused fails with EPERM, as if the user might not do it.
 */

enum { REFUSED = SECCOMP_RET_ERRNO | EPERM };

struct filter {
    struct sock_filter lines[256];
    unsigned short count;
};

/* What is not of our architecture is refused. Leaves the call's number loaded. */
struct filter filter_new(void);

/* Loads a field of struct seccomp_data: the number, or half of an argument. */
void filter_load(struct filter *f, size_t field);

/* Skips so many lines unless what was loaded passes the test: BPF_JEQ, it is the value;
 * BPF_JSET, it has one of its bits; BPF_JGE, it is not less. */
void filter_skip_unless(struct filter *f, unsigned test, unsigned value,
                        unsigned char skipped);

/* The answer: SECCOMP_RET_ALLOW, or REFUSED. */
void filter_answer(struct filter *f, unsigned answer);
void filter_answer_if(struct filter *f, unsigned answer, unsigned test, unsigned value);
void filter_answer_all(struct filter *f, unsigned answer, const unsigned *calls,
                       size_t count);

/* From now on, with this answer to all that has had none. False where the system has no
 * filters for this architecture. */
bool filter_enforce(struct filter *f, unsigned otherwise);

#endif
