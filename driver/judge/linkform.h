#ifndef LINKFORM_H
#define LINKFORM_H

#include "judge/layout.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * linkform.h - How an allocator keeps the links of its free lists.
 *
 * Most keep addresses. Some keep offsets: 4 bytes that count from the start of the heap.
 * A size may be the same number; so offsets are links only once some of them were stored
 * that lead to free blocks, and only in global variables, or just behind a header.
 */

struct linkform {
    size_t width;               /* bytes of a link */
    const char *base;           /* what it counts from; NULL: links are addresses */
    size_t addresses, offsets;  /* stored so far, that led to free blocks */
    uintptr_t residue;          /* of the offsets, divided by the alignment */
    const struct block *blocks; /* of the heap as it is, */
    size_t count, before, foot; /* so many, with so many bytes before payloads, and in
                                   footers */
    const struct host *host;
};

/* The caller frees it. */
struct linkform *linkform_new(const struct host *host);

/* These are the blocks from now on. */
void linkform_look(struct linkform *l, const struct block *blocks, size_t count,
                   size_t before, size_t foot);

/* Learns from what the allocator has stored since they were others. */
void linkform_learn(struct linkform *l, const struct layout *layout,
                    const struct access *a);

/* May a block begin there, as far as the blocks are known? */
bool linkform_may_begin(const struct linkform *l, const char *p);

/* Where the word there leads; NULL if nowhere. */
const char *linkform_at(const struct linkform *l, const char *word);

/* Where that leads which was loaded or stored, as a link; NULL if it is none. */
const char *linkform_to(const struct linkform *l, const struct access *a);

/* Is it a link that leads nowhere, as at the end of a list? */
bool linkform_is_null(const struct linkform *l, const struct access *a);

#endif
