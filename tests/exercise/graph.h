#ifndef GRAPH_H
#define GRAPH_H

#include "host/host.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * graph.h - A program whose payloads refer to each other in any way, and what of them it
 * can reach.
 *
 * Links are made and lost at random, so garbage comes in chains, cycles and heaps, and
 * nobody frees it. The books know every word; reachability is found by a search through
 * them, in the plainest way.
 */

enum { OBJECTS = 600, GRAPH_ROOTS = 24, MOST_WORDS = 300 };

struct object {
    char *payload; /* NULL: there is none */
    size_t words;  /* of its payload */
    size_t links;  /* so many words, from the first, are links or NULL */
    unsigned serial;
    bool reachable;
    size_t to[MOST_WORDS];     /* the object that each link leads to, or NOTHING */
    size_t inside[MOST_WORDS]; /* bytes from that one's start */
};

struct graph {
    const struct host *host;
    size_t (*choose)(size_t below);
    void **roots;
    size_t root_to[GRAPH_ROOTS];
    struct object objects[OBJECTS];
    unsigned serial;
    size_t done, collections;
    size_t reached;  /* objects, in all collections */
    char fault[160]; /* after a function has returned false */
};

#define NOTHING ((size_t)-1)

/* An empty heap, and no object. */
bool graph_start(struct graph *g, const struct host *host,
                 size_t (*choose)(size_t below));

/* One thing that a program does: an allocation, a link more or less, a realloc; now and
 * then mm_collect, and all is looked at. */
bool graph_request(struct graph *g);

/* Calls mm_collect: what is reachable must be as it was, and nothing else in use. */
bool graph_collect(struct graph *g);

#endif
