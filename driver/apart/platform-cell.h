#ifndef PLATFORM_CELL_H
#define PLATFORM_CELL_H

#include "host/wire.h"

/*
 * platform-cell.h - The walls of the host's process: its memory, and what it may ask of
 * the kernel.
 */

struct cell {
    struct wire *wire;
    char *stack; /* its first byte: HOST_STACK of them, between pages without access */
    void *tape;  /* NULL: there is none */
};

/* Maps what the two descriptors have, the heap where the wire says that the judge has it,
 * and closes them. Ends the process if that cannot be. */
struct cell cell_enter(int wire, int heap);

/* The page below the heap can be read and written. */
void cell_open_below(const struct cell *cell);

/* What is from the start of this page on is in the process's memory, all at once where
 * the system can do that: on a virtual machine that takes half of the time. */
void cell_populate(char *from, char *to);

/* From here on the process may ask for nothing but what loading takes; and, once it is
 * loaded, for nothing but what two processes need to talk, to print and to end. All else
 * fails with EPERM. False where the system cannot forbid it. */
bool cell_confine_loading(void);
bool cell_confine(void);

/* Runs this, which does not return, on the stack. */
_Noreturn void cell_run(const struct cell *cell, void (*job)(void));

#endif
