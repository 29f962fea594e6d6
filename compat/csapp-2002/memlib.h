#ifndef MEMLIB_H
#define MEMLIB_H

#include <unistd.h>

/*
 * memlib.h - The simulated heap, as the handouts before 2016 declare it.
 */

void mem_init(void);
void mem_deinit(void);
void mem_reset_brk(void);
void *mem_sbrk(int incr);
void *mem_heap_lo(void);
void *mem_heap_hi(void);
size_t mem_heapsize(void);
size_t mem_pagesize(void);

/* Where memory comes in pages, and they can be given back. All sizes are in bytes. */
void *mem_map(size_t size);
void mem_unmap(void *pages, size_t size);
int mem_is_mapped(void *p, size_t size);
void mem_reset(void);

#endif
