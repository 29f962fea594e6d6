#ifndef GATHER_H
#define GATHER_H

#include "debug/perform.h"

/*
 * gather.h - A session's commands for a collector: collect, root, link.
 */

/* Calls mm_collect, with every check, and tells what it has freed. */
void gather_collect(struct session *s);

/* Tells what each root refers to. */
void gather_roots(struct session *s);

/* Tells how the id can be reached, and what its payload refers to. */
void gather_links(struct session *s, uint32_t id);

#endif
