#ifndef INJECT_H
#define INJECT_H

#include "judge/checked.h"

/*
 * inject.h - Replays in which mem_sbrk fails once.
 *
 * The request during which it fails may return NULL. All payloads must stay as they
 * are, and every other request must be served.
 */

/* Fails at this call of mem_sbrk, counted from 1. */
bool inject(struct checker *c, size_t call);

/* At some of so many calls: the first, and then ever further apart. */
bool inject_often(struct checker *c, size_t calls);

#endif
