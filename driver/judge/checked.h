#ifndef CHECKED_H
#define CHECKED_H

#include "judge/checker.h"

/*
 * checked.h - One request, performed with every check.
 */

struct checker checker_new(const struct trace *trace, const struct host *host,
                           struct verdict *verdict);
void checker_free(struct checker *c);

/* The host's allocator is implicit: payloads, of which so many are live at most, will be
 * linked in the shape of this name; "": the first. */
void checker_link(struct checker *c, const char *shape, size_t most_live);

/* No payload is live any more, and the next replay is of the first kind. */
void checker_reset(struct checker *c);

/* The trace's request i. False if something is wrong; the verdict then says what. */
bool checked_request(struct checker *c, size_t i);

/* The id's payload of so many bytes is still live, after a realloc that failed. */
void checker_keep(struct checker *c, uint32_t id, size_t n);

/* The byte that the id's live payload must have at this offset. */
unsigned char checked_byte(const struct checker *c, uint32_t id, size_t offset);

/* Tells where the id's payload came from. */
void checked_origin(struct checker *c, uint32_t id);

/* Tells what is left of request i's size in an int, if that is less. */
void checked_cut(struct checker *c, size_t i);

/* Does the live payload hold what was written to it? Seen at request i, or at the end. */
bool checked_payload(struct checker *c, size_t i, uint32_t id);

#endif
