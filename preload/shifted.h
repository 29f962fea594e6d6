#ifndef SHIFTED_H
#define SHIFTED_H

#include <stddef.h>

/*
 * shifted.h - Aligned payloads of an allocator that has no mm_memalign.
 *
 * Each lies inside a larger payload of the allocator's. A table knows which: few programs
 * have many of them, and no other payload pays for it.
 */

void *shifted_memalign(size_t alignment, size_t n);

/* For these, p may be a plain payload too. */
void shifted_free(void *p);
void *shifted_realloc(void *p, size_t n);
size_t shifted_usable_size(void *p); /* only where there is mm_usable_size */

#endif
