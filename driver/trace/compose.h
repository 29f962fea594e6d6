#ifndef COMPOSE_H
#define COMPOSE_H

#include "trace/trace.h"

/*
 * compose.h - Requests to a trace's text, for traces made of parts of another.
 *
 * Each item knows which lifetime it belongs to, from an allocation to the free. So
 * any selection of items, in their order, is a trace: an allocation left out makes
 * a free one of NULL, and a realloc an allocation.
 */

struct item {
    uint32_t op;
    uint32_t life; /* a number that no other lifetime has */
    size_t n;
    struct extra extra; /* all zero if it has none */
};

struct item_list {
    struct item *items;
    size_t count;
    size_t lives; /* all lifetimes are below */
};

struct item_list compose_items(const struct trace *trace);

/* The trace's text, with the lifetimes as ids, numbered as they come. */
char *compose_text(const struct item_list *list, int weight, size_t *length);

/* Numbers the lifetimes anew, without gaps. */
void compose_renumber(struct item_list *list);

#endif
