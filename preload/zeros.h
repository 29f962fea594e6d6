#ifndef ZEROS_H
#define ZEROS_H

#include <stddef.h>

/*
 * zeros.h - Payloads of zeros.
 */

/* From so many bytes on, zeros come from the system, as in glibc. */
enum { LARGE = 128 << 10 };

/* The payload, all of which is 0 now. */
void *zeros(void *p, size_t n);

#endif
