#ifndef ALLOCATOR_H
#define ALLOCATOR_H

#include "mm.h"

/*
 * allocator.h - An allocator as a struct of functions, whether a plug-in or libc's.
 *
 * Finding one looks at names only. Its code is loaded in the child that runs it,
 * so that even a constructor that crashes does so there.
 */

struct allocator {
    const char *name; /* "explicit-lifo" of "build/alloc/explicit-lifo.so" */
    const char *spec; /* as the user gave it */
    const char *path; /* of the plug-in; NULL for libc's */

    /* From here on: known once it is loaded. */
    bool simulated;       /* takes its memory from memlib; libc and its peers do not */
    bool watched;         /* built so that watch.c sees what it loads and stores */
    size_t alignment;     /* of payloads: ALIGNMENT, or what another contract asks */
    const char *contract; /* the handout that it was written for; NULL: mm.h */
    int (*init)(void);
    void *(*malloc)(size_t n);
    void (*free)(void *p);
    void *(*realloc)(void *p, size_t n);
    void *(*calloc)(size_t count, size_t n);
    bool (*checkheap)(int line); /* NULL where missing, and so are those below */
    size_t (*usable_size)(void *p);
    void *(*memalign)(size_t alignment, size_t n);
    void (*walk)(void (*visit)(const struct mm_block *, void *), void *context);
    bool lacks_calloc; /* calloc is malloc and memset then */
};

/* A name of --list, or a path with a slash. Ends the run if there is none. */
struct allocator allocator_find(const char *spec);

/* The names of the reference family, sorted; *count of them. Freed by nobody. */
char **allocator_family(size_t *count);

/* How far into its plug-in this address of code lies; 0 if it is elsewhere. */
size_t allocator_offset(const struct allocator *a, const void *code);

/* The heap is empty again, and new memory holds this byte. What was written for another
 * handout has its heap: memory past the break is open, and keeps what was in it. */
void allocator_empty_heap(const struct allocator *a, unsigned char fill);

/* Loads its code. False if it cannot; then message says why. */
bool allocator_load(struct allocator *a, char *message, size_t size);

#endif
