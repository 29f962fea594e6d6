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

enum { MAX_FRAMES = 32 };

/* What a child knows when a signal is about to end it. */
struct death {
    const char *offence; /* what the allocator did that it must not; NULL if unknown */
    int signal;
    bool overflow;  /* of the stack */
    bool fault;     /* it is of an access to memory */
    bool addressed; /* whose address is known */
    const void *address;
    size_t size;      /* of an offence: so many bytes at once */
    const void *base; /* what the code had before it added a few bytes; else the same.
                         Of an offence: the first byte of the access */
    size_t
        alignment; /* more than 1: the address is not a multiple of it, as it must be */
    void *const *frames; /* return addresses, the innermost first */
    int frame_count;
    bool lost; /* who has called whom is not known: the stack is damaged */
};

struct child;

/* A child that waits for its first resume. The shared memory is zeroed. */
struct child *isolate_start(void (*job)(void *argument, void *shared), void *argument,
                            size_t shared_size);

void *isolate_shared(struct child *child);

/* Lets it run until it yields or ends, or has used the processor for so many seconds; or
 * has slept for as long, or WALL_PATIENCE times as many have passed. */
struct ending isolate_resume(struct child *child, double seconds);

/* The same for a job that tells how far it is, by a number that changes as it moves: it
 * has so many seconds until the next change, too. */
struct ending isolate_resume_moving(struct child *child, double seconds, double hang,
                                    size_t (*progress)(const void *shared));

/* In the child: waits for the next resume. */
void isolate_yield(void);

/* In the child: what it runs is loaded, and needs no files any more. */
void isolate_confine_loaded(void);

/* Children from now on may open files, as valgrind does to leave their profile. */
void isolate_let_profile(void);

/* In the child: from now on a signal that ends it is told first. At the deadline that
 * is SIGXCPU. */
void isolate_before_death(void (*tell)(const struct death *death));

/* In the child: the allocator touches this byte, which it must not, with an access of
 * so many bytes from start on; the sentence says how. It dies there, as of a signal. */
_Noreturn void isolate_die(const void *byte, const void *start, size_t size,
                           const char *offence);

/* What it has printed beyond so many bytes; the caller frees it. NULL if nothing. At most
 * OUTPUT_LIMIT bytes are kept. */
char *isolate_printed(struct child *child, size_t from);

/* Seconds since some moment, for a deadline. */
double isolate_clock(void);

/* Kills what is left of it. */
void isolate_end(struct child *child);

#endif
