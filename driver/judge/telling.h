#ifndef TELLING_H
#define TELLING_H

#include "judge/checker.h"

/*
 * telling.h - A word of memory in a sentence: what it holds, and who wrote that.
 */

struct phrase {
    char text[160];
};

/* "0x40 bytes into the heap", or "the global variable rover". */
struct phrase telling_spot(const struct checker *c, const char *word);

/* ", in place, mm.c:88, called in mm_malloc, mm.c:120", as addresses yet. */
struct phrase telling_place(const struct checker *c, const struct access *a);

/* "in this request", "at line 9 (f 1)", or "in mm_init". */
struct phrase telling_moment(const struct checker *c, size_t request);

/* The word by this name, which has that byte: what this store has written there, when,
 * and where. */
void telling_word(struct checker *c, const char *name, const struct access *store,
                  const char *byte);

/* The same of the last store there, if one is known. */
void telling_stored(struct checker *c, const char *name, const char *byte);

/* Which sizes or links that word held before this store, as far as the allocator wrote
 * it: those of the same request, and the one before that. */
void telling_before(struct checker *c, const struct access *store);

/* May it be a header that has lost a flag when its size was written? That its block is in
 * use is none of them. */
bool telling_has_lost(const struct checker *c, const struct access *store);

/* The same as telling_word; and which flags it has lost so. */
void telling_header(struct checker *c, const char *name, const struct access *store,
                    const char *byte);

/* The same of the word that was read, by its last store until now. */
void telling_load(struct checker *c, const char *name, const struct access *load);

#endif
