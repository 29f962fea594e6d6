#ifndef PLAYGROUND_PAGE_H
#define PLAYGROUND_PAGE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * page.h - What the page does for an allocator in it (record.js).
 */

/* Makes the memory reach up to there. False if the browser has no more. */
bool page_grow(const void *end);

/* A block's life has begun, or ended; they are numbered from 0. */
void page_begin_life(size_t start, size_t size, bool in_use);
void page_end_life(size_t life);

#endif
