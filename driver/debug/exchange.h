#ifndef EXCHANGE_H
#define EXCHANGE_H

#include "host/allocator.h"
#include "judge/verdict.h"
#include "trace/trace.h"

/*
 * exchange.h - What --step's parent and its child tell each other.
 */

enum mood {
    DONE,    /* as it was told */
    FAILED,  /* a check has failed */
    MISTAKEN /* the line was no command */
};

struct exchange {
    struct verdict verdict; /* valid: the allocator was loaded, and mm_init was called */
    char line[256];         /* to the child: a command */
    size_t number;          /* of that line */
    enum mood mood;
    bool more;       /* the reply goes on: resume at once */
    char place[300]; /* where it is, as a failure's sentence begins */
    char reply[4096];
    size_t used; /* of the reply */
};

struct session_setup {
    struct allocator *allocator;
    const struct trace *trace; /* that next and run go through; empty if there is none */
    bool check_heap;
    const char *collect; /* as in struct checks */
};

#endif
