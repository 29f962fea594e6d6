#ifndef TRAIL_H
#define TRAIL_H

#include "judge/checker.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * trail.h - What led a watched allocator to an address: the loads just before.
 *
 * Each returns NULL where nothing is known.
 */

bool trail_is_in_heap(uint64_t address);

/* Does the word hold an address in the heap? */
bool trail_is_address(const struct access *a);

/* Is it of a variable that holds where the heap begins? That is mostly what offsets count
 * from. */
bool trail_is_base(const struct access *a);

/* Does it lead into the heap, as links do in this heap (linkform.h)? */
bool trail_is_link(const struct checker *c, const struct access *a);

/* The same, or is it the end of a list? */
bool trail_may_be_link(const struct checker *c, const struct access *a);

/* Was it stored, and is it large enough for a block that anything can lie in? */
bool trail_is_size(const struct access *a);

/* The load of this request, before that access or until now, whose value leads to the
 * address as a link or as a size. */
const struct access *trail_load(const struct checker *c, uintptr_t address,
                                const struct access *before);

/* The last load of this request, of the latest, that has read bytes of a payload which
 * had ended. */
const struct access *trail_foreign(const struct checker *c);

/* Does it lead there as a link? */
bool trail_leads_as_link(const struct checker *c, const struct access *a,
                         uintptr_t address);

/* Are all loads of that request still known? */
bool trail_has_all(const struct checker *c, size_t request);

/* May that load have been for the same search as the last one, of the same request? A
 * realloc looks at blocks before it calls mm_malloc. */
bool trail_is_search(const struct checker *c, const struct access *load,
                     const struct access *last);

/* What that load read: the last store there before it. */
const struct access *trail_store(const struct checker *c, const struct access *load);

/* Of the loads before a header was written, the last of a size larger than what was
 * written: it was cut from that. */
const struct access *trail_larger(const struct checker *c, const struct access *store);

/* The load of that request, the last one, of a link to the payload or to the words before
 * it: by it the block was found. */
const struct access *trail_found(const struct checker *c, const void *payload,
                                 size_t request);

/* Of stores that changed nothing but the lower bits of a size: the one that wrote the
 * size. */
const struct access *trail_sized(const struct checker *c, const struct access *store);

/* Of a size that no block can have, of the loads before it was written: the last of
 * another word that was as large, but for what was added. */
const struct access *trail_garbage(const struct checker *c, const struct access *store);

/* Of the loads before a link was written, the last of another word that held the same: it
 * was copied from there. */
const struct access *trail_source(const struct checker *c, const struct access *store);

/* The store of the link from which that one was copied, or from which that was; or
 * itself. */
const struct access *trail_first(const struct checker *c, const struct access *store);

/* Is the return address in that function of mm.h? */
bool trail_is_in_function(const struct checker *c, const void *code,
                          const char *function);

/* Was it done in that function, or in one that it called? */
bool trail_is_within(const struct checker *c, const struct access *a,
                     const char *function);

#endif
