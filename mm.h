#ifndef MM_H
#define MM_H

#include <stdbool.h>
#include <stddef.h>

/*
 * mm.h - What an allocator provides: the lab's contract.
 *
 * Sizes are in bytes. A payload is aligned to ALIGNMENT (config.h), lies in the
 * heap of memlib.h, and shares no byte with another payload that is in use.
 */

int mm_init(void);                       /* start on an empty heap: 0, or -1 on failure */
void *mm_malloc(size_t n);               /* NULL if n is 0 or the heap is full */
void mm_free(void *p);                   /* p may be NULL */
void *mm_realloc(void *p, size_t n);     /* NULL on failure, and p is left as it was */
void *mm_calloc(size_t count, size_t n); /* zeroed; NULL if count * n overflows */
bool mm_checkheap(int line);             /* true if sound, else says what is wrong */

/* Optional: the driver finds these by name, and does without where they are missing. */

size_t mm_usable_size(void *p);                /* bytes that p's payload can hold */
void *mm_memalign(size_t alignment, size_t n); /* alignment: a power of two */

/* Frees every payload that is not reachable: neither a root (memlib.h) nor a reachable
 * payload holds an address in it. Returns the bytes freed. An allocator that has it is
 * implicit; while there are roots it may collect in any of its functions, too. */
size_t mm_collect(void);

/* A block, header to footer, as mm_walk shows it. */
struct mm_block {
    void *start;
    size_t size;
    void *payload;
    bool in_use;
};

/* Visits every block of the heap, from the lowest address to the highest. */
void mm_walk(void (*visit)(const struct mm_block *block, void *context), void *context);

#endif
