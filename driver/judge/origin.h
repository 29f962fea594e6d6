#ifndef ORIGIN_H
#define ORIGIN_H

#include "judge/checked.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * origin.h - What an address that is none was computed from.
 */

/* Adds to the verdict's detail which word of the heap was taken for a link or a size, and
 * whose it is. False if there is no such word. */
bool origin_explain(struct checker *c, uintptr_t address);

/* Is the address a small number, that bytes of a payload make, but for a field's offset?
 */
bool origin_is_payload(const struct checker *c, uintptr_t address);

#endif
