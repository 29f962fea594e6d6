/*
 * stale.c - What mm_init finds in global variables must not matter, and what it leaves is
 * to be the same each time.
 */

#include "judge/stale.h"

#include "memlib.h"

#include <stdio.h>
#include <string.h>

void stale_keep(struct checker *c, enum moment moment)
{
    if (c->host->keep_globals)
        c->host->keep_globals((int)moment);
}

/* The word so far into the plug-in's file; NULL if it is not known where that is. */
static const char *word_at(const struct checker *c, size_t at)
{
    size_t bytes = 0;
    const char *globals = c->host->globals ? c->host->globals(&bytes) : NULL;

    return globals ? globals - c->host->code_offset(globals) + at : NULL;
}

/* Of a byte that has changed: where the address begins that it is a part of. */
static size_t begin_of(const struct checker *c, size_t at)
{
    size_t begin = at / sizeof(void *) * sizeof(void *);
    const char *word = word_at(c, begin), *address = NULL;

    if (word)
        memcpy(&address, word, sizeof address);
    return word && (!address ||
                    (uintptr_t)address - (uintptr_t)mem_heap_lo() <= mem_limit())
               ? begin
               : at;
}

void stale_compare(struct checker *c, enum moment moment)
{
    size_t at = 0;

    memset(c->stale[moment], 0, sizeof c->stale[moment]);
    for (int i = 0; i < STALE && c->host->changed_global; i++) {
        at = c->host->changed_global(at, (int)moment);
        if (at == 0)
            return;
        at = begin_of(c, at);
        c->stale[moment][i] = at;
        at += sizeof(void *);
    }
}

/* Has mm_init not written to the variable so far into the plug-in, in this replay? */
static bool is_unwritten(const struct checker *c, size_t at)
{
    const char *word = c->host->last ? word_at(c, at) : NULL;

    if (!word)
        return false;
    const struct access *a = c->host->last(STORED, word, 1, NULL);
    while (a && a->request < c->trace->count)
        a = c->host->last(STORED, word, 1, a);
    return !a;
}

void stale_explain(struct checker *c)
{
    const size_t *after = c->stale[AFTER_INIT], *before = c->stale[BEFORE_INIT];
    const size_t *all = after[0] ? after : before;
    char names[STALE * 24] = "";

    for (int i = 0; i < STALE && all[i]; i++)
        snprintf(names + strlen(names), sizeof names - strlen(names), VERDICT_DATA,
                 all[i]);
    if (after[0])
        checker_explain(
            c,
            "after mm_init these global variables were not as in the first replay: %s%s",
            names, is_unwritten(c, after[0]) ? ": mm_init has not written there" : "");
    else if (before[0] && !c->read_unwritten)
        checker_explain(c,
                        "when mm_init was called again, these global variables had other "
                        "values than the first time: %s",
                        names);
}
