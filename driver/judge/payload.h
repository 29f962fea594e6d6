#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stddef.h>
#include <stdint.h>

/*
 * payload.h - A pattern made from id and position, that tells whose byte it is.
 *
 * Every byte of a payload is written and checked, except that of one larger than
 * PAYLOAD_WHOLE (config.h) only PAYLOAD_EDGE bytes at each end are.
 */

enum { INTACT = -1 };

/* Before anything is written: no word of a pattern is to look like an address of the heap
 * that begins here. */
void payload_avoid(const void *heap);

/* Writes the pattern over n bytes, of which the first kept hold it already. */
void payload_fill(void *payload, uint32_t id, size_t kept, size_t n);

/* The first of the first `limit` bytes that is not the pattern that was filled
 * over n bytes, or INTACT. */
ptrdiff_t payload_check(const void *payload, uint32_t id, size_t n, size_t limit);

/* The same of the bytes from there, a multiple of 8 below PAYLOAD_EDGE, to the limit. */
ptrdiff_t payload_check_from(const void *payload, uint32_t id, size_t n, size_t from,
                             size_t limit);

/* The word at this offset, and the same written: a link to another payload. */
void *payload_word(const void *payload, size_t offset);
void payload_set_word(void *payload, size_t offset, void *word);

/* The first of n bytes that is not zero, or INTACT. */
ptrdiff_t payload_check_zero(const void *payload, size_t n);

/* The byte that the pattern of this id has at this offset. */
unsigned char payload_byte(uint32_t id, size_t offset);

#endif
