#ifndef ALLOCATOR_H
#define ALLOCATOR_H

#include "host/host.h"

/*
 * allocator.h - Names to allocators, whether plug-ins or libc's malloc.
 *
 * Finding one looks at names only. Its code is loaded in the child that runs it,
 * so that even a constructor that crashes does so there.
 */

struct allocator {
    const char *name; /* "explicit-lifo" of "build/alloc/explicit-lifo.so" */
    const char *spec; /* as the user gave it */
    const char *path; /* of the plug-in; NULL for libc's */

    bool apart; /* runs in the host program (remote.h), not in the judge's process */

    struct host host; /* known once it is loaded */
};

/* A name of --list, or a path with a slash. Ends the run if there is none. */
struct allocator allocator_find(const char *spec);

/* The lab's mm.c, if the allocator is what make builds of it, and it has been changed
 * since; else NULL. */
const char *allocator_newer_source(const struct allocator *a);

/* The names of the reference family, sorted; *count of them. Freed by nobody. */
char **allocator_family(size_t *count);

/* Loads its code; what was written for another handout gets that one's heap limit. False
 * if it cannot; then message says why. */
bool allocator_load(struct allocator *a, char *message, size_t size);

#endif
