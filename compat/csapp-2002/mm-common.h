#ifndef MM_COMMON_H
#define MM_COMMON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * mm-common.h - The contract of New York University's handout. Its checker counts the
 * chunks, and adds their sizes.
 */

typedef struct {
    size_t num_allocated_chunks;
    size_t num_free_chunks;
    size_t allocated_size;
    size_t free_size;
} heap_info_t;

int mm_init(void);
void *mm_malloc(size_t size);
void mm_free(void *ptr);
void *mm_realloc(void *ptr, size_t size);
heap_info_t mm_checkheap(bool verbose);

#endif
