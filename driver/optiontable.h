#ifndef OPTIONTABLE_H
#define OPTIONTABLE_H

#include "options.h"

/*
 * optiontable.h - All that the parser, the help and the manual know of the options.
 */

/* What one wants when one looks for an option. Help has a screen for each. */
enum group { SCORE, BUG, STUDY, COMPARE, OUTPUT, GROUPS };

/* What an option sets. */
enum kind {
    A_FLAG,     /* a bool: true */
    A_WORD,     /* a const char *: the argument, "" where it is left out */
    A_TIME,     /* a double: seconds */
    A_NUMBER,   /* a size_t: 1 or more */
    BY_CHOOSING /* what its function says */
};

/* An option: all that the parser, the help and the manual know of it. */
struct option_row {
    const char *name;     /* "timeout" of --timeout */
    char letter;          /* 's' of -s; 0: it has none */
    const char *argument; /* "SECONDS"; "[FILE]" may be left out; NULL: it takes none */
    enum kind kind;
    size_t field; /* where in struct options */
    void (*choose)(struct options *options, const char *argument);
    enum group group;
    const char *help; /* what it does; NULL: the driver's own, and not told */
    const char *more; /* what is said after a colon where there is room, or NULL */
};

/* All of them, group by group, those first that are used most. The last has no name. */
extern const struct option_row option_rows[];

#endif
