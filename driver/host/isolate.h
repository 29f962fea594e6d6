#ifndef ISOLATE_H
#define ISOLATE_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/*
 * isolate.h - Runs a job in a child that can be resumed, and that cannot harm the run.
 *
 * Parent and child share a page or more: there the job leaves what it has to tell,
 * so there is no pipe that an allocator could close or write to. What the child
 * prints goes to a file, and never mixes with the report.
 */

enum outcome {
    YIELDED,   /* it waits to be resumed */
    FINISHED,  /* the job has returned */
    CRASHED,   /* a signal has ended it */
    EXITED,    /* it has ended without returning from the job */
    TIMED_OUT, /* it has not moved until a deadline, and was killed */
    TOO_SLOW   /* likewise, but it was still moving */
};

/* How it ended. */
struct ending {
    enum outcome outcome;
    int status;     /* the signal, or the exit status */
    double seconds; /* the deadline that has passed */
};

struct child;

/* A child that waits for its first resume. The shared memory is zeroed. */
struct child *isolate_start(void (*job)(void *argument, void *shared), void *argument,
                            size_t shared_size);

/* The same for a job that loads no allocator, but judges one: it is not confined, and may
 * start a host. That it dies itself is the system's failure, and ends the run. */
struct child *isolate_start_judge(void (*job)(void *argument, void *shared),
                                  void *argument, size_t shared_size);

void *isolate_shared(struct child *child);

/* Lets it run until it yields or ends, or has used the processor for so many seconds; or
 * has slept for as long, or WALL_PATIENCE times as many have passed. */
struct ending isolate_resume(struct child *child, double seconds);

/* The same for several children at a time: lets it run, and does not wait. If the job
 * tells how far it is, by a number that changes as it moves, it has so many seconds until
 * the next change, too. */
void isolate_go(struct child *child, double seconds, double hang,
                size_t (*progress)(const void *shared));

/* Waits for a millisecond at most. Is it back, and how? */
bool isolate_is_back(struct child *child, struct ending *ending);

/* In the child: waits for the next resume. */
void isolate_yield(void);

/* In a judge: starts the host program, which has these two files open, and whose name for
 * them are their numbers. It prints where the judge would. Deadlines are for both. */
pid_t isolate_start_host(const char *program, int wire, int heap);

/* In a judge: has the host ended, and how? */
bool isolate_host_ended(int *status);

/* In a judge: the host has ended so, and with it the job. */
_Noreturn void isolate_end_with_host(int status);

/* In the child: what it runs is loaded, and needs no files any more. */
void isolate_confine_loaded(void);

/* Children from now on may open files, as valgrind does to leave their profile. */
void isolate_let_profile(void);

/* Children from now on have so many bytes of stack. */
void isolate_limit_stack(size_t bytes);

/* What it has printed beyond so many bytes; the caller frees it. NULL if nothing. At most
 * OUTPUT_LIMIT bytes are kept. */
char *isolate_printed(struct child *child, size_t from);

/* Seconds since some moment, for a deadline. */
double isolate_clock(void);

/* Kills what is left of it. */
void isolate_end(struct child *child);

#endif
