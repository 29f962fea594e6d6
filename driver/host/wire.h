#ifndef WIRE_H
#define WIRE_H

#include "host/death.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * wire.h - The memory through which the judge and a host program talk.
 *
 *    judge: a question, HOSTS_TURN ->    host: calls the allocator
 *                                <- JUDGES_TURN, an answer; or first: it wants memory
 *
 * The host's process may write anything here at any time, whatever the turn: the judge
 * reads each word once, and believes none.
 */

enum turn { JUDGES_TURN, HOSTS_TURN };

enum question {
    ASK_INIT,
    ASK_MALLOC,
    ASK_FREE,
    ASK_REALLOC,
    ASK_CALLOC,
    ASK_CHECKHEAP,
    ASK_USABLE_SIZE,
    ASK_MEMALIGN,
    ASK_WALK,
    ASK_REPLAY, /* from this step of the tape up to that one; before the first, mm_init */
    ASK_WARM,   /* so many addresses stand where the payloads will: reads there */
    ASK_TOUCH,  /* so many bytes of the heap are in the host's memory */
    ASK_NOTHING
};

enum statement {
    ANSWERS,      /* value: what the allocator has returned */
    WANTS_MEMORY, /* value: mem_sbrk's argument */
    SHOWS_BLOCKS  /* value: how many of blocks; there may be more */
};

enum { WIRE_BLOCKS = 64, WIRE_PATH = 4096, MOST_LOOKS = 1000 };

/* What the host has found in the plug-in. */
struct wire_plugin {
    size_t begun;  /* to load it: what ends the host sooner is not the plug-in */
    size_t loaded; /* 0: it could not be; then the message says why */
    size_t has;    /* a bit for each question that it can answer */
    size_t simulated;
    size_t alignment;
    size_t heap_limit;
    size_t has_contract;
    char contract[64];
    char message[256];
};

struct wire_block {
    uintptr_t start, payload;
    size_t size, in_use;
};

/* What it says when a signal is about to end it. */
struct wire_death {
    size_t overflow, fault, addressed, alignment, lost;
    uintptr_t address, base;
    size_t frame_count;
    uintptr_t frames[MAX_FRAMES];
};

/* A request of a trace that the host performs by itself, to be timed. */
struct wire_step {
    uint32_t op;   /* enum op */
    uint32_t from; /* the step whose payload is freed or reallocated; calloc's count, and
                      memalign's alignment */
    size_t n;
};

/* For free: of NULL. */
#define NO_STEP UINT32_MAX

struct wire {
    uint32_t turn;
    uint32_t asleep[2]; /* who waits for this turn looks no more, but sleeps */
    size_t looks;       /* before that */
    uint32_t question;
    uintptr_t arguments[2];
    uint32_t statement;
    uintptr_t value;
    size_t heap;    /* bytes up to the break */
    size_t granted; /* bytes up to which mem_sbrk need not ask; or 0 */

    /* Before the host starts: */
    uintptr_t heap_base;
    size_t heap_room;     /* bytes that the region has */
    size_t steps;         /* that the tape has room for */
    char path[WIRE_PATH]; /* of the plug-in */

    struct wire_plugin plugin;
    struct wire_death death;
    struct wire_block blocks[WIRE_BLOCKS];
};

/* What both map is one file: the wire in whole pages, the host's stack, and the tape: its
 * steps, and the payload that each has returned. */
size_t wire_size(void);
size_t wire_tape_size(size_t steps);

/* Gives the turn to the other. */
void wire_pass(struct wire *wire, enum turn turn);

/* Wakes the other, should it sleep though it has the turn: for one who waits in vain. On
 * a busy virtual machine one wake-up in ten million was lost. */
void wire_wake(struct wire *wire);

/* Waits until it is this one's turn, at most so many milliseconds; 0: for ever. Is it? */
bool wire_wait(struct wire *wire, enum turn turn, int milliseconds);

#endif
