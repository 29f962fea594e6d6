#ifndef RULES_H
#define RULES_H

#include "judge/checker.h"
#include "judge/layout.h"
#include "judge/linkform.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * rules.h - What holds of the blocks of a sound heap.
 *
 * What the bits in headers mean is learnt, from blocks that are in use and others.
 */

enum rule {
    IN_USE_BIT,    /* the header of a block in use says that it is */
    EPILOGUE,      /* and that of no size, which ends the heap */
    AFTER_USE_BIT, /* and the next one's, where that is kept there */
    ROOM,          /* the payload fits into its block */
    FREE_FOOTER,   /* a free block ends with a copy of its header */
    LINKED,        /* a link leads to a free block */
    ONWARD,        /* but none of its own */
    BACK,          /* nor to one without a link back: lists are doubly linked */
    COPY,          /* every block ends with a copy of its header, flags and all */
    RULES
};

enum ruling { SILENT, HOLDS, BROKEN };

/* The blocks of a heap between two requests. */
struct blocks {
    struct layout layout;
    struct block *all;
    struct walk walk;

    /* For each word of 4 bytes of the heap: the number of the last time that a link led
     * there; and the number of this time. */
    uint32_t *links, time;
    const struct linkform *form;
};

/* Those of now, without links: none where the layout is not known. The caller frees all.
 */
struct blocks rules_survey(const struct checker *c);

/* Which bit it is, in which word of 4 bytes from the header on, and its value where it is
 * true; evidence: at how many heaps it was so, for either value of each bit. */
enum { BITS = 4, PLACES = 8, WORDS = 1 << 24 };

struct meaning {
    size_t at;
    uint64_t bit, value;
    size_t evidence[PLACES][2][BITS];
};

struct meanings {
    struct meaning in_use, after_use;
    uint64_t flags;  /* of the bits beside the size, those that any header has had */
    size_t unmarked; /* at how many heaps no bit told blocks in use from others */
    bool has_links;
    size_t foot; /* bytes of a footer, with the header's size, that ends a block; or 0 */
    bool copies; /* it has the header's flags, too */
    bool no_buddies; /* they are none; else how many heaps had nothing but buddies */
    size_t buddies;
};

/* Finds the links: in global variables, before the first block, and in free ones. */
void rules_find_links(const struct checker *c, struct blocks *b);

/* Learns of the blocks, whose payloads begin at the lowest. */
void rules_learn(struct meanings *m, const struct blocks *b, const char *lowest);

/* The free block to which one leads, by its first two words, that does not lead back, or
 * the number of blocks; *any: there is one that does. */
size_t rules_one_way(const struct meanings *m, const struct blocks *b, size_t i,
                     bool *any);

/* Whether the rule holds of the block. */
enum ruling rules_ask(enum rule rule, const struct checker *c, struct meanings *m,
                      const struct blocks *b, size_t i);

/* The header of no size after the last block, or NULL. */
const char *rules_epilogue(const struct blocks *b);

/* Where the footer of the block stands, where there are footers. */
const char *rules_footer(const struct meanings *m, const struct blocks *b, size_t i);

/* Does the header, or the footer, at this place say that its block is free? */
bool rules_says_free(const struct meanings *m, const char *header);

/* Does a footer say whether its block is in use? */
bool rules_footer_has_use(const struct meanings *m);

/* Is no payload in it, and does its header say that it is free? */
bool rules_is_free(const struct meanings *m, const struct block *block);

/* The same; where headers have no such bit, is no payload in it? */
bool rules_may_be_free(const struct meanings *m, const struct block *block);

#endif
