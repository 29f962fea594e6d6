#ifndef SLOTS_H
#define SLOTS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * slots.h - Payloads with a pattern in them, and whether they are where they may be.
 *
 * All bytes of a small payload are written and checked; of a large one the edges, so
 * that one of gigabytes costs no memory.
 */

struct slot {
    unsigned char *p; /* NULL: the slot is empty */
    size_t n;         /* bytes asked for */
    size_t room;      /* bytes that may be used: n, or what mm_usable_size says */
    unsigned serial;  /* tells its pattern from others' */
};

struct slots {
    struct slot *slots;
    size_t count;
    char fault[160]; /* after a function has returned false: what was wrong */
};

/* Puts a sentence into the fault. Always false. */
bool slots_fail(struct slots *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Is p aligned, in the heap, and does none of its bytes belong to another slot? Then it
 * is filled and the slot's. */
bool slots_take(struct slots *s, size_t slot, struct slot taken, size_t alignment);

/* Do the first n bytes at p hold what was written to the slot? */
bool slots_kept(struct slots *s, size_t slot, const unsigned char *p, size_t n);

/* Are the first n bytes at p zero, as far as they are looked at? */
bool slots_zero(struct slots *s, const unsigned char *p, size_t n);

#endif
