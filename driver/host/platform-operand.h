#ifndef PLATFORM_OPERAND_H
#define PLATFORM_OPERAND_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * platform-operand.h - What memory an instruction wanted, when the processor does not
 * say.
 *
 * An address that no memory can have, and one that is misaligned for a 16-byte
 * instruction, raise a fault without an address (a general protection fault). The
 * instruction and its registers tell it.
 */

struct operand {
    bool known;
    uintptr_t address;
    uintptr_t base; /* its register's value, before the displacement was added */
    size_t width;   /* bytes that it may have to be aligned to, or 1 */
};

/* Does the signal say at which address the fault was? */
bool platform_tells_address(const siginfo_t *info);

/* Where the signal's context stands in the code. NULL where that is not known. */
const void *platform_instruction(const void *context);

/* The operand in memory of the instruction at which a signal's context stands. It is
 * known for x86-64 alone; elsewhere, and for an instruction without one, it is not. */
struct operand platform_operand(const void *context);

#endif
