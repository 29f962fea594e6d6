#ifndef SEARCH_H
#define SEARCH_H

#include "judge/checker.h"

/*
 * search.h - What a request has looked at before the heap grew.
 */

/* Request i, of a watched allocator, has made the heap grow, which had its break at end,
 * though the free block with this payload would have done. Says what the request has read
 * of that block, or of the link that leads there, or what it has read last. */
void search_explain(struct checker *c, size_t i, const char *payload, const char *end);

#endif
