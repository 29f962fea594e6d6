#ifndef ORDEAL_H
#define ORDEAL_H

#include "debug/damage.h"
#include "host/allocator.h"
#include "report/marks.h"

/*
 * ordeal.h - One damage, and what the checker says to it.
 *
 * Each takes place in a child of its own, since a checker may crash or hang on it.
 */

struct ordeal {
    struct allocator *allocator;
    struct damaged damaged;
    bool no_fork; /* in the driver's own process, for a debugger */
};

/* What came of it. */
struct finding {
    bool loaded, has_checker;
    char what[160];                    /* the damage in words; "" if it cannot be made */
    bool matters;                      /* it has changed what came later */
    bool cried;                        /* the checker returned false before the damage */
    bool content;                      /* and true with it */
    struct block_place places[BLOCKS]; /* the heap before it */
    const char *missed; /* how the checker missed the damage; NULL if it noticed */
    char *output;       /* what was printed meanwhile, or NULL; the caller frees it */
};

/* Goes on with the heap, damaged and sound: does that matter? */
struct finding ordeal_go_on(struct ordeal *o);

/* Asks the checker, before the damage and with it. */
struct finding ordeal_ask(struct ordeal *o);

#endif
