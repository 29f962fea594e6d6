#ifndef REMOTE_H
#define REMOTE_H

#include "host/allocator.h"
#include "host/wire.h"

#include <sys/types.h>

/*
 * remote.h - An allocator that runs in the host program, a process of its own.
 *
 * The judge's process never has its code. What comes from there is a number that the
 * checks judge, or words that are shown as the host's own.
 */

/* In a judge (isolate_start_judge), before mem_init: the heap is shared with a host to
 * come. */
void remote_prepare(void);

/* Before remote_load: the host is to have a tape for so many steps. */
void remote_want_tape(size_t steps);

/* After mem_init: starts the host, and has it load the plug-in. The same as
 * allocator_load, whose messages it has, too. A host that ends ends the judge's job. */
bool remote_load(struct allocator *a, char *message, size_t size);

/* The tape (wire.h), in this process's memory, and the payloads of its steps. */
struct wire_step *remote_tape(void);
uintptr_t *remote_payloads(void);

/* The host's process, and where in it the plug-in lies. */
pid_t remote_process(void);
uintptr_t remote_code(void);

/* Asks for nothing. */
void remote_greet(void);

/* The host is as it was once it had loaded the plug-in, variables and all. Its heap is
 * empty, and may grow to so many bytes without asking. Of their words no two are alike,
 * so that it is seen if one has not been copied. */
void remote_rewind(const struct host *host, size_t heap);

/* The first of remote_payloads are so many addresses in the heap: the host reads two
 * words at each. */
void remote_warm(size_t count);

/* Performs the tape's steps from the first of these up to the other. With step 0 it
 * begins with mm_init: what that has returned, else 0. */
int remote_replay(size_t from, size_t end);

#endif
