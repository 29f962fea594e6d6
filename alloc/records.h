#ifndef RECORDS_H
#define RECORDS_H

/*
 * records.h - Where the heap's blocks begin: after what the policy keeps there.
 *
 *    | records | ... | header of the first block | payload
 *    '               '                           '
 *    start of        the last word               aligned, as the start is
 *    the heap        before it
 *
 * A policy whose records are too large for a few global variables says with
 * RECORDS how many bytes of the heap they take.
 */

#include "block.h"
#include "memlib.h"

#ifndef RECORDS
#define RECORDS 0
#endif

/* Up to the first header: bytes. */
static inline size_t space_for_records(void)
{
    return ((RECORDS + FLAGS) & ~(size_t)FLAGS) + ALIGNMENT - WORD;
}

static inline struct block *first_block(void)
{
    return (struct block *)((char *)mem_heap_lo() + space_for_records());
}

#endif
