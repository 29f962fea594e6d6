#ifndef KNOWN_H
#define KNOWN_H

#include "trace/trace.h"

#include <stddef.h>
#include <stdint.h>

/*
 * known.h - What a judge that looks on from outside knows of the payloads: those bytes
 * that calloc has cleared or realloc has kept, since nobody else writes there.
 */

/* Of each id: its payload, and how many of its first bytes calloc or realloc have made
 * what they are. */
struct known {
    const char *payload;
    size_t size, bytes;
};

/* After a request of this id that has returned p. */
void known_note(struct known *known, const struct request *r, uintptr_t p);

/* A number made of an earlier one and of so many bytes. */
uint64_t known_mix(uint64_t image, const char *bytes, size_t n);

/* A number made of all bytes that are known of so many ids. */
uint64_t known_image(const struct known *known, size_t ids);

#endif
