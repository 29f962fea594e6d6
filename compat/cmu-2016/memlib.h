#ifndef COMPAT_CMU_2016_MEMLIB_H
#define COMPAT_CMU_2016_MEMLIB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

/*
 * memlib.h - The simulated heap, as the handouts from 2016 on declare it.
 */

void mem_init(void);
void mem_deinit(void);
void mem_reset_brk(void);
void *mem_sbrk(intptr_t incr);
void *mem_heap_lo(void);
void *mem_heap_hi(void);
size_t mem_heapsize(void);
size_t mem_pagesize(void);

/* At most 8 bytes, the lowest first. */
uint64_t mem_read(const void *addr, size_t len);
void mem_write(void *addr, uint64_t val, size_t len);

void *mem_memcpy(void *dst, const void *src, size_t n);
void *mem_memset(void *dst, int c, size_t n);

/* Prints bytes of the heap, for a debugger. */
void hprobe(void *ptr, int offset, size_t count);

void setUBCheck(bool on);

/* The names that Penn State's handout has for some of these. */
void *mm_sbrk(intptr_t incr);
void *mm_heap_lo(void);
void *mm_heap_hi(void);
size_t mm_heapsize(void);
size_t mm_pagesize(void);
void *mm_memcpy(void *dst, const void *src, size_t n);
void *mm_memset(void *dst, int c, size_t n);

#endif
