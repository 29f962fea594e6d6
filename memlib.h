#ifndef MEMLIB_H
#define MEMLIB_H

#include <stddef.h>
#include <stdint.h>

/*
 * memlib.h - The simulated heap and its sbrk.
 *
 * One region of memory whose end, the break, only moves up. It is simulated so
 * that the driver's own malloc does not disturb it, and so that the driver can
 * see every byte that an allocator takes.
 */

/* For allocators. */

void *
mem_sbrk(intptr_t incr); /* the old break; (void *)-1 and ENOMEM if incr < 0 or no room */
void *mem_heap_lo(void); /* the first byte of the heap */
void *mem_heap_hi(void); /* its last byte: the break less one */
size_t mem_heapsize(void); /* bytes from the first to the break */
size_t mem_pagesize(void); /* bytes in a page of the system's */

/* For whoever runs an allocator: the driver and the tests. */

void mem_init(void); /* reserves the region: an empty heap, limit HEAP_LIMIT */
void mem_set_reservation(size_t bytes); /* from the next mem_init; HEAP_RESERVATION, or
                                           as much of it as the system gives */
void mem_deinit(void);                  /* gives the region back */
void mem_reset_brk(void);               /* the heap is empty again */
void mem_set_limit(size_t bytes); /* mem_sbrk fails beyond; at most the reservation */
size_t mem_limit(void);

/* From the next mem_init: the heap is this file, which another process has mapped too,
 * and which is as long as the memory that may be touched. -1: the heap is this process's.
 */
void mem_share(int file);

/* The bytes that the region has. */
size_t mem_reservation(void);

/* The page below the heap can be read and written, as in handouts whose heap lies amid
 * other memory. */
void mem_open_below(void);

/* From the next mem_reset_brk: nothing past the break can be touched without a
 * fault or a changed canary, and new memory holds this byte; of more than
 * PAYLOAD_WHOLE (config.h) at once, both ends do. */
void mem_guard(unsigned char fill);

/* While guarded, mem_sbrk tells of the memory that it adds. */
void mem_watch_growth(void (*tell)(const void *from, size_t bytes));

/* From the next mem_reset_brk: the first bytes of the region are in memory, and
 * mem_sbrk makes no system call. What the heap holds is left as it was. */
void mem_commit(size_t bytes);

/* From the next mem_reset_brk: that call of mem_sbrk, counted from 1, fails; 0: none. */
void mem_refuse(size_t call);

/* What stands past the break while guarded. */
enum { MEM_CANARY = 0xC5 };

/* The calls of mem_sbrk since mem_reset_brk. */
size_t mem_calls(void);

/* The first byte past the break whose canary has changed, or NULL. */
const char *mem_overrun(void);

#endif
