#ifndef PACK_H
#define PACK_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * pack.h - Numbers packed into a text that a browser unpacks.
 *
 * Variable-length numbers (LEB128), then DEFLATE (RFC 1951, fixed codes), then base64.
 */

struct pack {
    unsigned char *bytes;
    size_t count, room;
};

/* Seven bits a byte, the low ones first. */
void pack_number(struct pack *p, uint64_t n);

/* What n is more than the last, which it becomes; small numbers of either sign are short.
 */
void pack_change(struct pack *p, uint64_t n, uint64_t *last);

/* Deflated, in base64. */
void pack_write(const struct pack *p, FILE *file);

void pack_free(struct pack *p);

#endif
