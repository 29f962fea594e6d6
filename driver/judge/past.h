#ifndef PAST_H
#define PAST_H

#include "judge/checker.h"

#include <stdbool.h>

/*
 * past.h - What is to be touched past the break: behind which block, or behind how much
 * new memory.
 */

/* If a block ends at the break that is just large enough for this request, what is to be
 * written there is a rest of it: says so. */
bool past_explain_split(struct checker *c, const char *address);

/* The last word of the heap, if it has been read last, or is 0: a header that ends it. */
void past_explain_edge(struct checker *c);

/* How much of the memory that mem_sbrk has given in this request is in use. False if that
 * is not known. */
bool past_explain_growth(struct checker *c, const char *address);

#endif
