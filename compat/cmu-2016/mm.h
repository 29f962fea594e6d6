#ifndef MM_H
#define MM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/*
 * mm.h - The contract of CMU's handouts from 2016 on.
 */

#ifdef DRIVER

extern void *mm_malloc(size_t size);
extern void mm_free(void *ptr);
extern void *mm_realloc(void *ptr, size_t size);
extern void *mm_calloc(size_t nmemb, size_t size);

#endif

extern bool mm_init(void);

/* The submission's checker, of the type that it has there. */
#ifdef CHECKER
extern CHECKER mm_checkheap();
#endif

#endif
