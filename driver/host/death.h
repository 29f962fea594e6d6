#ifndef DEATH_H
#define DEATH_H

#include <stdbool.h>
#include <stddef.h>

/*
 * death.h - What a process knows when a signal is about to end it.
 */

enum { MAX_FRAMES = 32 };

/* Which of the frames is where the signal came; those before it are the handler's. */
enum { SIGNAL_FRAME = 2 };

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

/* Loads what that takes: once for all processes that are started later. */
void death_prepare(void);

/* From now on a signal that ends this process is caught first, on a stack of its own. The
 * stack that may overflow begins here and has so many bytes. */
void death_catch(const char *stack_base, size_t stack_room);

/* How it is told, once it is caught. At the deadline that is SIGXCPU. */
void death_tell_by(void (*tell)(const struct death *death));

/* Tells it of another process, which this one looks after. */
void death_tell(const struct death *death);

/* The allocator touches this byte, which it must not, with an access of so many bytes
 * from start on; the sentence says how. It dies there, as of a signal. */
_Noreturn void death_by(const void *byte, const void *start, size_t size,
                        const char *offence);

/* The same, of an offence that has nothing to do with an address. */
_Noreturn void death_of(const char *offence);

#endif
