#ifndef REFUSAL_H
#define REFUSAL_H

#include "judge/checker.h"

#include <stddef.h>

/*
 * refusal.h - Why a watched allocator has returned NULL, where it must not.
 */

/* For so many bytes, in request i: what mem_sbrk has given, which free block would do,
 * and what was read last. */
void refusal_explain(struct checker *c, size_t i, size_t n);

#endif
