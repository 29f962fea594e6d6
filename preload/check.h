#ifndef CHECK_H
#define CHECK_H

#include <stddef.h>
#include <stdint.h>

/*
 * check.h - The judge's checks, on a program that nobody has written for them.
 *
 * A payload is aligned, lies in the heap, and shares no byte with another. The allocator
 * changes none while it serves a request: looked at are 4 KiB on both sides of the
 * payload that is freed or moved, and 16 KiB of the heap that move on from request to
 * request, so that all of it has its turn. With threads, others may write at that time,
 * and this alone is left out. Whatever is wrong is told, with the calls that led there,
 * and ends the program.
 */

void check_start(void);

/* Before and after the allocator runs. The n bytes of p are its own to change. */
void check_before(const void *p, size_t n);
void check_after(const char *call);

/* Of a payload that was handed out, or is gone. */
void check_new(const void *p, size_t n);
void check_gone(const void *p, size_t n);

void check_aligned(const void *p, size_t alignment);
void check_zero(const void *p, size_t n);

/* Of the bytes that a realloc must keep, before and after. */
uint64_t check_sum(const void *p, size_t n);
_Noreturn void check_lost(const void *p, size_t old, const void *q, size_t n);

/* The program passed what is no payload. */
_Noreturn void check_stray(const void *p, const char *call);

#endif
