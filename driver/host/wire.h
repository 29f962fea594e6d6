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
    ASK_WALK
};

enum statement {
    ANSWERS,      /* value: what the allocator has returned */
    WANTS_MEMORY, /* value: mem_sbrk's argument */
    SHOWS_BLOCKS  /* value: how many of blocks; there may be more */
};

enum { WIRE_BLOCKS = 64, WIRE_PATH = 4096 };

/* What the host has found in the plug-in. */
struct wire_plugin {
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

struct wire {
    uint32_t turn;
    uint32_t question;
    uintptr_t arguments[2];
    uint32_t statement;
    uintptr_t value;
    size_t heap; /* bytes up to the break */

    /* Before the host starts: */
    uintptr_t heap_base;
    size_t heap_room;     /* bytes that the region has */
    char path[WIRE_PATH]; /* of the plug-in */

    struct wire_plugin plugin;
    struct wire_death death;
    struct wire_block blocks[WIRE_BLOCKS];
};

/* The file that both map: the wire in whole pages, and behind it the host's stack. */
size_t wire_size(void);

/* Gives the turn to the other. */
void wire_pass(struct wire *wire, enum turn turn);

/* Waits until it is this one's turn, at most so many milliseconds; 0: for ever. Is it? */
bool wire_wait(struct wire *wire, enum turn turn, int milliseconds);

#endif
