#ifndef CONFIG_H
#define CONFIG_H

/*
 * config.h - What a grader may change. Every number of the lab is here.
 */

/* Payloads are aligned to two words: 16 bytes in the 64-bit build, 8 in the
 * 32-bit build. `make ALIGNMENT=8` overrides. A power of two. */
#ifndef ALIGNMENT
#define ALIGNMENT (2 * sizeof(void *))
#endif

/* An allocator may take this many bytes, or HEAP_FACTOR times the trace's peak
 * payload where that is more. The region reserved holds more than both. */
#define HEAP_LIMIT ((size_t)1 << 30)
#define HEAP_FACTOR 4
#define HEAP_RESERVATION ((size_t)1 << (sizeof(void *) == 8 ? 42 : 30))

#endif
