#ifndef ADDRESS_H
#define ADDRESS_H

#include "host/death.h"
#include "judge/checked.h"

/*
 * address.h - Where a crash wanted to read or write, in words of the heap.
 */

/* Adds to the verdict's detail what there is to say about the address of the fault. */
void address_explain(struct checker *c, const struct death *death);

#endif
