#ifndef LINKS_H
#define LINKS_H

#include "judge/rules.h"

/*
 * links.h - Words that lead to blocks: heads of lists, rovers, links in free blocks.
 *
 * What a word has led to after each request is counted: a global variable, a word before
 * the first block, or the k-th word of a free block behind its size. If it never led into
 * the middle of a block until now, it is not to do so; if never to a block in use,
 * neither that.
 */

/* What there was at each such word: a free block's beginning, and not always the same;
 * that of another; none, within a block. */
struct tally {
    const char *first;
    bool varied;
    size_t free, others, inside;
};

enum { TALLIED = 4096, LINK_FIELDS = 4 };

struct links {
    struct tally globals[TALLIED], heads[TALLIED], fields[LINK_FIELDS];
};

/* A word, where it leads to, and the block that has this byte; in: into the middle of it,
 * else to its beginning, and it is in use. */
struct stray {
    const char *word, *to;
    size_t at;
    bool in;
};

/* The block with this byte, or the number of blocks. */
size_t links_block(const struct blocks *b, const char *byte);

/* Counts, and finds a word that is astray; before: the blocks before this request. False
 * if there is none. */
bool links_look(struct links *l, const struct checker *c, const struct meanings *m,
                const struct blocks *before, const struct blocks *now, struct stray *s);

/* Does it still lead there? */
bool links_is_still(const struct stray *s, const struct meanings *m,
                    const struct blocks *now);

#endif
