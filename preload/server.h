#ifndef SERVER_H
#define SERVER_H

#include <stdbool.h>
#include <stddef.h>

/*
 * server.h - Who serves the program's requests: an allocator, or one that is audited.
 *
 * preload/ makes a library of any allocator of the lab, which a real program loads before
 * its libc (LD_PRELOAD). The way of a request:
 *
 *    family.c    malloc, posix_memalign, ...: what the C library promises, and errno
 *    gate.c      one at a time; at the first, the heap and the server are made
 *    audit.c     counts and checks, where MALLOC_LAB asks for it
 *    plain.c     the allocator, with what it lacks made of what it has
 *
 * Sizes are in bytes, and none is 0. What returns a pointer returns NULL if there is no
 * room. Where p is an argument, it is a payload that is in use.
 */

struct server {
    void *(*malloc)(size_t n);
    void (*free)(void *p);
    void *(*realloc)(void *p, size_t n);           /* never 0: that is free */
    void *(*calloc)(size_t count, size_t n);       /* whose product fits */
    void *(*memalign)(size_t alignment, size_t n); /* a power of two */
    size_t (*usable_size)(void *p);                /* NULL: it does not know */
};

/* The allocator. Its heap is ready. */
const struct server *plain_start(void);

/* The same server, with books. Checked: whatever is wrong ends the program. */
const struct server *audit_start(const struct server *server, bool checked);

/* What the books say, as a sentence on the program's standard error; nothing if there
 * are none. */
void audit_report(void);

#endif
