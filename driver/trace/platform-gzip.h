#ifndef PLATFORM_GZIP_H
#define PLATFORM_GZIP_H

#include <stdbool.h>
#include <stddef.h>

/*
 * platform-gzip.h - Compressed traces, where the machine has zlib.
 */

/* In place of the n bytes at *text, which are mapped, what they decompress to. False if
 * they cannot be; then the reason is set, and all is as it was. What is not compressed
 * stays as it is. */
bool gzip_unpack(const char **text, size_t *n, const char **reason);

#endif
