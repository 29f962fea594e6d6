#ifndef PERFORM_H
#define PERFORM_H

#include "debug/exchange.h"
#include "judge/checked.h"
#include "judge/collect.h"

#include <stdio.h>

/*
 * perform.h - A session's requests, each with every check.
 */

/* How many ids and requests a session has beside those of the trace. */
enum { OWN_IDS = 1000, OWN_REQUESTS = 100000 };

struct session {
    struct exchange *exchange;
    const struct session_setup *setup;
    const struct trace *source; /* the trace that was loaded */
    size_t next;                /* its request that comes next */
    struct trace trace;         /* what was performed */
    struct checker checker;
    struct collector collector; /* of an implicit allocator */
    struct garbage garbage;
    bool *live; /* by id */
    FILE *text; /* writes the trace's */
    char *content;
    size_t length, lines;
};

/* Adds to the reply. */
void perform_say(struct session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The line made no sense: says why. */
void perform_mistake(struct session *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Tells the failure that the verdict has. */
void perform_fail(struct session *s);

/* Performs a request that was typed, in that line. False if it could not be made, or if a
 * check has failed; the reply says so. */
bool perform_request(struct session *s, struct request r, uint32_t line);

/* Performs the next one of the trace that was loaded; tells what came of it, if it is
 * to tell and anyhow if a check has failed. */
bool perform_next(struct session *s, bool tell);

#endif
