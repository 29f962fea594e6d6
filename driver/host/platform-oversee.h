#ifndef PLATFORM_OVERSEE_H
#define PLATFORM_OVERSEE_H

#include "host/platform-image.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/*
 * platform-oversee.h - The memory of a host's process, from outside.
 *
 * All that can be written there, but the heap and the plug-in's variables, is put back to
 * what it was when the host first waited for a question: so nothing that an allocator
 * leaves there is to be relied on.
 */

struct region {
    uintptr_t start;
    size_t size;
    char *copy; /* of what was in it */
};

struct overseer {
    int memory; /* of the process, as a file */
    pid_t pid;
    struct region *regions; /* first the plug-in's variables: */
    size_t variables, count;
    char *stack, *stack_copy; /* in memory that is shared */
    struct span code;         /* where the plug-in lies */
    uint64_t random;
    size_t left; /* questions until the next scrub */
};

/* Of a host that has loaded this plug-in, and whose stack lies here in our memory. */
struct overseer overseer_of(pid_t pid, const char *path, const struct image *image,
                            char *stack);

/* Puts all back. The host waits for a question, or is about to. */
void overseer_scrub(struct overseer *o);

/* The same, but once in SCRUB_EVERY calls, at some that nobody can foresee. */
void overseer_scrub_at_times(struct overseer *o);

/* The plug-in's variables, too, as they were then. */
void overseer_rewind(struct overseer *o);

/* How far into the plug-in's file this address of the host's lies; 0 if elsewhere. */
size_t overseer_code_offset(const struct overseer *o, const void *code);

#endif
